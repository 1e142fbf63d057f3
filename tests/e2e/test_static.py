"""What can be known of the static files without a browser."""

import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
MODULES = sorted((STATIC / "js").rglob("*.js"))
PAGES = [STATIC / "index.html", STATIC / "results.html", STATIC / "about.html", STATIC / "404.html"]
MOST_BYTES = 100_000


def loaded(page: Path) -> set[Path]:
    """What a page loads before it shows its first card: its styles, its modules and all they import."""
    found = {page}
    html = page.read_text("utf-8")
    found |= {STATIC.parent / path for path in re.findall(r'href="(static/[^"]+\.css)"', html)}
    waiting = [STATIC.parent / path for path in re.findall(r'src="(static/[^"]+\.js)"', html)]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        imported = r'^(?:import|export) [^;]*?from "(\.\.?/[^"]+)"'
        imports = re.findall(imported, module.read_text("utf-8"), re.MULTILINE)
        waiting += [(module.parent / path).resolve() for path in imports]
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_pages_are_light(path: Path) -> None:
    """Uncompressed. Texts are data, and what is fetched after the first card does not count."""
    files = loaded(path)
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_the_manifest_names_icons_that_exist() -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text("utf-8"))
    assert all((STATIC / icon["src"]).is_file() for icon in manifest["icons"])
    assert not manifest["start_url"].startswith("/"), "it would not work behind a path prefix"


def test_text_enters_the_page_as_text_only() -> None:
    as_code = re.compile(r"innerHTML|outerHTML|AdjacentHTML|document\.write|\beval\(|new Function")
    assert [path for path in MODULES if as_code.search(path.read_text("utf-8"))] == []


def test_no_module_is_longer_than_200_lines() -> None:
    assert [path for path in MODULES if path.read_text("utf-8").count("\n") > 200] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_hold_no_inline_code_and_no_absolute_addresses(path: Path) -> None:
    page = path.read_text("utf-8")
    assert not re.search(r"\s(on\w+|style)=|<style|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:href|src)="(?:/|https?:)', page), "it would not work behind a path prefix"
