"""How many files, sockets among them, the process may hold open."""

import resource

ENOUGH = 65_536
"""More is never asked for: a system's hard limit may be a thousand million, which macOS refuses to give."""


def open_files() -> int:
    """The most that it may, after its own (soft) limit is raised to what the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return ENOUGH if soft == resource.RLIM_INFINITY else soft
