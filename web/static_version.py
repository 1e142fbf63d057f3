"""The version of the static files. It is part of their addresses, so that browsers keep the files."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_SUFFIXES = {"css": ".css", "js": ".js", "i18n": ".json"}
"""The suffixes of the files that have a version, by folder: styles, modules and texts."""
_NAMED = re.compile(f'="static/(?=(?:{"|".join(_SUFFIXES)})/)')
_NOT_OURS = (FileNotFoundError, PermissionError)
"""The errors for files that an editor removes while they are read, or keeps for itself."""

Files = tuple[tuple[str, int, int], ...]
"""The path of each file, the time of its change (ns), and its size."""


def with_versions(html: str, root: Path) -> str:
    """Return ``html`` in which the addresses of files hold the version: ``static-0f1e2d3c/css/base.css``.

    Files that these name by relative addresses have the version, too. Raises as ``static_version`` does.
    """
    return _NAMED.sub(f'="static-{static_version(root)}/', html)


def static_version(root: Path) -> str:
    """Return eight hexadecimal digits that change with the files, and are the same on all machines.

    Files with other suffixes or hidden names do not count, nor do files that are gone or locked. Raises
    ``OSError`` where the files cannot be read for another reason.
    """
    return _digest(str(root), _files(root))


def is_part_of(version: str, name: str, root: Path) -> bool:
    """Return whether ``version`` is that of the current files, and ``name`` (``css/base.css``) is one."""
    files = _files(root)
    return any(path == f"{root}/{name}" for path, *_ in files) and version == _digest(str(root), files)


def _files(root: Path) -> Files:
    found = (file for folder, suffix in _SUFFIXES.items() for file in _below(f"{root}/{folder}", suffix))
    return tuple(sorted(found))


def _below(folder: str, suffix: str) -> Iterator[tuple[str, int, int]]:
    with suppress(*_NOT_OURS), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, suffix)
            elif entry.name.endswith(suffix) and not entry.name.startswith("."):
                with suppress(*_NOT_OURS):
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _digest(root: str, files: Files) -> str:
    """Return the digest of ``files``, which is computed again when one of them is changed."""
    digest = hashlib.sha256()
    for path, _changed_ns, _size in files:
        with suppress(*_NOT_OURS):
            content = Path(path).read_bytes()
            digest.update(os.fsencode(f"{os.path.relpath(path, root)} {len(content)}\n"))
            digest.update(content)
    return digest.hexdigest()[:8]
