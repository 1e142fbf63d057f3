"""Pages as they are sent: texts and hints are written into them."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.e2e.test_static import loaded
from web.module_graph import modules_of
from web.page_languages import catalogue_of, chosen_language, text_at, texts_of
from web.page_writing import STATIC, write_page
from web.static_version import static_version

PAGES = sorted(path.name for path in STATIC.glob("*.html"))
LANGUAGES = sorted(path.stem for path in (STATIC / "i18n").glob("*.json"))
ENTRY = '<script type="module" src="static/js/entry.js"></script>'


class Words(HTMLParser):
    """Every text and label of a page that a catalogue has the words of: (key, what stands there)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._key: str | None = None
        self.feed(html)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._key = named.get("data-t")
        if self._key:
            self.found.append((self._key, ""))
        if label := named.get("data-t-aria-label"):
            self.found.append((label, named.get("aria-label") or ""))

    def handle_data(self, data: str) -> None:
        if self._key:
            self.found[-1] = (self._key, data)

    def handle_endtag(self, _: str) -> None:
        self._key = None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_text_stands_there_before_any_script_runs(page: str, language: str) -> None:
    html = write_page(page, language)
    words = Words(html).found
    assert words == [(key, text_at(texts_of(language), key)) for key, _ in words]
    asked = re.findall(r'data-t(?:-aria-label)?="([^"]+)"', (STATIC / page).read_text("utf-8"))
    assert sorted(key for key, _ in words) == sorted(asked)
    assert not any("{" in text for _, text in words), "a text with a name to fill is for the scripts"
    assert f'<html lang="{language}" data-ready>' in html


def test_what_a_text_says_is_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {**texts_of("en"), "missing": {"document": "a<b>&", "title": "<img>", "text": "\"'"}}
    monkeypatch.setattr("web.page_writing.texts_of", lambda _: texts)
    words = dict(Words(write_page("404.html", "en")).found)
    assert [words[f"missing.{name}"] for name in ("document", "title", "text")] == ["a<b>&", "<img>", "\"'"]


def unversioned(address: str) -> Path:
    return (STATIC.parent / address.replace(f"static-{static_version(STATIC)}/", "static/")).resolve()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_all_that_it_runs(page: str, language: str) -> None:
    """The modules are those that a walk from file to file finds; what is fetched later is not named."""
    html = write_page(page, language)
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    needed = {path.resolve() for path in loaded(STATIC / page) if path.suffix == ".js"}
    if page == "results.html" and language != "en":
        needed |= {STATIC / "js/cards/reason.js", STATIC / "js/i18n/traits.js"}  # cards wait for it
    classic = re.findall(r'<script src="([^"]+)"', html)
    assert {unversioned(address) for address in named} == needed - {unversioned(path) for path in classic}
    assert len(named) == len(set(named))
    catalogue = re.findall(r'<link rel="preload" as="fetch" crossorigin href="([^"]+)">', html)
    assert catalogue == [f"static-{static_version(STATIC)}/i18n/{language}.json"]
    assert html.index("modulepreload") > html.rindex('rel="stylesheet"'), "styles go first"


def write(root: Path, **modules: str) -> None:
    folder = root / "static" / "js"
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source, "utf-8")


def names(root: Path) -> list[str]:
    return [module.stem for module in modules_of(ENTRY, root)]


def test_the_graph_holds_every_way_to_import_but_the_later_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        entry='import { a } from "./one.js";\nimport "./two.js";\nimport {\n  b,\n} from "./three.js";\n',
        one='export { c } from "./four.js";\nconst d = () => import("./later.js");\n',
        two='// import "./no.js";\nimport "./one.js";\n',
        three='export * from "./entry.js";\n',
        four="export const c = 1;",
    )
    assert names(tmp_path) == ["entry", "one", "two", "three", "four"]


def test_an_edited_module_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, entry='import "./one.js";', one="", two="")
    assert names(tmp_path) == ["entry", "one"]
    write(tmp_path, entry='import "./two.js";')
    os.utime(tmp_path / "static/js/entry.js", ns=(1, 1))
    assert names(tmp_path) == ["entry", "two"]


def test_a_module_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, entry='import "./nothing.js";')
    with pytest.raises(FileNotFoundError):
        modules_of(ENTRY, tmp_path)


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ([], "en"),
        (["", "es"], "es"),
        (["fr", "es-419", "en"], "es"),
        (["EN_us", "es"], "en"),
        (["../../etc", "*", "e\0n", "ñ", "es"], "es"),
    ],
)
def test_the_first_language_that_there_is(preferred: list[str], language: str) -> None:
    assert chosen_language(preferred) == language
    assert catalogue_of(language).is_file()
