"""The limit of files that the process may hold open; sockets count as files."""

import resource

ENOUGH = 65_536
"""The highest limit to ask for: a system's hard limit may be a thousand million, which macOS refuses."""


def open_files() -> int:
    """Raise the soft limit to what the system allows, up to ``ENOUGH``, and return the limit.

    Without a soft limit the answer is ``ENOUGH``.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return ENOUGH if soft == resource.RLIM_INFINITY else soft
