"""The version of the static files is a part of their addresses, so that browsers keep them without asking."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_SUFFIXES = {"css": ".css", "js": ".js", "i18n": ".json"}
"""Styles, modules and texts, by their folder: what has a version."""
_NAMED = re.compile(f'="static/(?=(?:{"|".join(_SUFFIXES)})/)')
_NOT_OURS = (FileNotFoundError, PermissionError)
"""What an editor takes away while we look, or keeps for itself."""

Files = tuple[tuple[str, int, int], ...]
"""The path of each, when it was changed (ns), and its size."""


def with_versions(html: str, root: Path) -> str:
    """``html`` asks for what has a version at its address, ``static-0f1e2d3c/css/base.css``.

    What these files name by relative addresses has the version, too. Raises as ``static_version`` does.
    """
    return _NAMED.sub(f'="static-{static_version(root)}/', html)


def static_version(root: Path) -> str:
    """Eight hexadecimal digits that change with what has a version, and are the same on all machines.

    What an editor keeps beside the files is no part of it. Raises ``OSError`` where they cannot be read.
    """
    return _digest(str(root), _files(root))


def is_part_of(version: str, name: str, root: Path) -> bool:
    """Whether ``version`` is that of the files as they are, and ``name`` (``css/base.css``) one of them."""
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
    """Made again when somebody edits a file."""
    digest = hashlib.sha256()
    for path, _changed_ns, _size in files:
        with suppress(*_NOT_OURS):
            content = Path(path).read_bytes()
            digest.update(os.fsencode(f"{os.path.relpath(path, root)} {len(content)}\n"))
            digest.update(content)
    return digest.hexdigest()[:8]
