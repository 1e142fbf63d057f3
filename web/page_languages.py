"""The languages of the pages, and the choice of the one for a request."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Request

CATALOGUES = Path(__file__).parent.parent / "static" / "i18n"
"""The folder with a JSON file of texts for each language, named by its tag."""
DEFAULT_LANGUAGE = "en"

Texts = Mapping[str, Any]


def language_of(request: Request) -> str:
    """Return the language that the address or the browser asks for, as ``static/js/i18n/page.js`` does.

    A language that was chosen in the browser before is known only there.
    """
    return chosen_language([request.args.get("language", ""), *request.accept_languages.values()])


def chosen_language(preferred: Iterable[str]) -> str:
    """Return the first of ``preferred`` (BCP 47) that has a catalogue; regions make no difference."""
    tags = (tag.replace("_", "-").split("-")[0].lower() for tag in preferred)
    return next((tag for tag in tags if tag.isalpha() and catalogue_of(tag).is_file()), DEFAULT_LANGUAGE)


def catalogue_of(language: str) -> Path:
    """Return the path of the file with the texts of ``language``."""
    return CATALOGUES / f"{language}.json"


def texts_of(language: str) -> Texts:
    """Return all texts of ``language``, nested as they are in its file."""
    path = catalogue_of(language)
    return _read(path, path.stat().st_mtime_ns)


def text_at(texts: Texts, key: str) -> str:
    """Return the text at ``key``, such as ``results.again``. Raises ``KeyError`` where there is none."""
    found: Any = texts
    for name in key.split("."):
        found = found[name]
    return str(found)


@lru_cache(maxsize=16)
def _read(path: Path, _changed_ns: int) -> Texts:
    texts: Texts = json.loads(path.read_text("utf-8"))
    return texts
