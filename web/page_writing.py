"""The writing of a page: its texts show before any script runs, and hints name the files it fetches."""

import re
from html import escape
from pathlib import Path

from web.module_graph import modules_of
from web.page_languages import Texts, catalogue_of, text_at, texts_of
from web.static_version import with_versions

STATIC = Path(__file__).parent.parent / "static"
"""The folder of the pages and their files."""
SERVERS_LANGUAGE = "en"
TRANSLATING = {"static/js/cards/card.js": "static/js/cards/reason.js"}
"""The modules that other modules (the keys) import first if the page is not in the server's language."""

_TEXT = re.compile(r'(<[^<>]*\sdata-t="([^"]+)"[^<>]*>)[^<>]*(?=</)')
_LABEL = re.compile(r'\sdata-t-aria-label="([^"]+)"')
_LANGUAGE = re.compile(r'<html lang="[^"]*">')
_FIRST_MODULE = re.compile(r'^[ \t]*<script type="module"', re.MULTILINE)


def write_page(name: str, language: str) -> str:
    """Return the page ``name`` (such as ``results.html``) in ``language``."""
    html = (STATIC / name).read_text("utf-8")
    written = _with_hints(_with_texts(html, texts_of(language), language), language)
    return with_versions(written, STATIC)


def _with_texts(html: str, texts: Texts, language: str) -> str:
    """Write the texts into ``html``.

    ``data-t`` names the key of a node's text, ``data-t-aria-label`` the key of its label. ``data-ready`` says
    that the texts are there; without it the page shows nothing.
    """
    html = _LANGUAGE.sub(f'<html lang="{language}" data-ready>', html, count=1)
    html = _TEXT.sub(lambda found: found[1] + escape(text_at(texts, found[2]), quote=False), html)
    return _LABEL.sub(lambda found: f'{found[0]} aria-label="{escape(text_at(texts, found[1]))}"', html)


def _with_hints(html: str, language: str) -> str:
    """Name the catalogue and all modules in the head, so that a browser fetches them in one round."""
    catalogue = catalogue_of(language).relative_to(STATIC.parent).as_posix()
    hints = [f'  <link rel="preload" as="fetch" crossorigin href="{catalogue}">\n']
    modules = modules_of(html, STATIC.parent, {} if language == SERVERS_LANGUAGE else TRANSLATING)
    hints += [
        f'  <link rel="modulepreload" href="{module.relative_to(STATIC.parent).as_posix()}">\n'
        for module in modules
    ]
    return _FIRST_MODULE.sub(lambda found: "".join(hints) + found[0], html, count=1)
