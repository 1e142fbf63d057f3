"""The modules that a page runs, found by the static imports between them. Later imports are not followed."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_ENTRY = re.compile(r'<script type="module" src="(static/[^"]+)"')
_IMPORT = re.compile(r'^(?:import|export)\s(?:[^;"]*?\sfrom\s)?"(\.\.?/[^"]+)"', re.MULTILINE)


def modules_of(html: str, root: Path, more: Mapping[str, str] = MappingProxyType({})) -> list[Path]:
    """Return the modules of a page, each once: its entries first, then what they import, and so on.

    ``root`` is the folder where the addresses in ``html`` begin. ``more`` gives, by address, another module
    that a module needs although it imports it later. Raises ``FileNotFoundError`` where a module is missing.
    """
    later = {(root / module).resolve(): (root / needed).resolve() for module, needed in more.items()}
    found = {(root / address).resolve(): None for address in _ENTRY.findall(html)}
    waiting = list(found)
    for module in waiting:
        needed = [later[module]] if module in later else []
        for imported in [*_imports_of(module, module.stat().st_mtime_ns), *needed]:
            if imported not in found:
                found[imported] = None
                waiting.append(imported)
    return list(found)


@lru_cache(maxsize=1024)
def _imports_of(module: Path, _changed_ns: int) -> tuple[Path, ...]:
    """Return what ``module`` imports. An edited file has another ``_changed_ns`` and is read again."""
    source = module.read_text("utf-8")
    return tuple((module.parent / address).resolve() for address in _IMPORT.findall(source))
