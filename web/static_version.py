"""The version of the static files is a part of their addresses, so that browsers keep them without asking."""

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_SUFFIXES = {"css": ".css", "js": ".js", "i18n": ".json"}
"""Styles, modules and texts, by their folder: what has a version."""
_NAMED = re.compile(f'="static/(?=(?:{"|".join(_SUFFIXES)})/)')


def with_versions(html: str, root: Path) -> str:
    """``html`` asks for what has a version at its address, ``static-0f1e2d3c/css/base.css``.

    What these files name by relative addresses has the version, too.
    """
    return _NAMED.sub(f'="static-{static_version(root)}/', html)


def has_version(name: str) -> bool:
    """Whether the file ``name`` (``css/base.css``) has one."""
    folder, _, rest = name.partition("/")
    return bool(rest) and posixpath.normpath(name) == name and name.endswith(_SUFFIXES.get(folder, "/"))


def static_version(root: Path) -> str:
    """Eight hexadecimal digits that change with what has a version, and are the same on all machines.

    What an editor keeps beside the files, and what cannot be read, is no part of it.
    """
    files = (file for folder, suffix in _SUFFIXES.items() for file in _files(str(root / folder), suffix))
    return _digest(str(root), tuple(sorted(files)))


def _files(folder: str, suffix: str) -> Iterator[tuple[str, int, int]]:
    """The path of each file, when it was changed (ns), and its size."""
    with suppress(OSError), os.scandir(folder) as entries:  # some go while we look
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, suffix)
            elif entry.name.endswith(suffix) and not entry.name.startswith("."):
                with suppress(OSError):
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _digest(root: str, files: tuple[tuple[str, int, int], ...]) -> str:
    """Made again when somebody edits a file."""
    digest = hashlib.sha256()
    for path, _changed_ns, _size in files:
        with suppress(OSError):
            content = Path(path).read_bytes()
            digest.update(os.fsencode(f"{os.path.relpath(path, root)} {len(content)}\n"))
            digest.update(content)
    return digest.hexdigest()[:8]
