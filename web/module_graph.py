"""Which modules a page runs, by the static imports between them; those fetched later are not among them."""

import re
from functools import lru_cache
from pathlib import Path

_ENTRY = re.compile(r'<script type="module" src="(static/[^"]+)"')
_IMPORT = re.compile(r'^(?:import|export)\s(?:[^;"]*?\sfrom\s)?"(\.\.?/[^"]+)"', re.MULTILINE)


def modules_of(html: str, root: Path) -> list[Path]:
    """The modules of a page, each once: its entries first, then what they import, and so on.

    ``root`` is the folder that the addresses in ``html`` start from. Raises ``FileNotFoundError`` where a
    module is not there.
    """
    found = {(root / address).resolve(): None for address in _ENTRY.findall(html)}
    waiting = list(found)
    for module in waiting:
        for imported in _imports_of(module, module.stat().st_mtime_ns):
            if imported not in found:
                found[imported] = None
                waiting.append(imported)
    return list(found)


@lru_cache(maxsize=1024)
def _imports_of(module: Path, _changed_ns: int) -> tuple[Path, ...]:
    """What the module imports, as it stands since ``_changed_ns``: read again when somebody edits it."""
    source = module.read_text("utf-8")
    return tuple((module.parent / address).resolve() for address in _IMPORT.findall(source))
