"""The version of the static files is a part of their addresses, so that browsers keep them without asking."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

_VERSIONED = re.compile(r'="static/(?=(?:css|js|i18n)/)')


def with_versions(html: str, root: Path) -> str:
    """``html`` asks for styles, modules and texts of the folder ``root`` at the addresses of their version.

    The version is a part of the folder's name, ``static-0f1e2d3c``: what the files name by relative addresses
    has it, too.
    """
    return _VERSIONED.sub(f'="static-{static_version(root)}/', html)


def static_version(root: Path) -> str:
    """Eight hexadecimal digits that change with any file below ``root``, and are the same on all machines."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return _digest(root, tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=8)
def _digest(root: Path, files: tuple[tuple[Path, int], ...]) -> str:
    """Read again when somebody edits a file."""
    digest = hashlib.sha256()
    for path, _changed_ns in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:8]
