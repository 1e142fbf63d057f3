"""Small helpers that know nothing of this application."""

import json
import re
import time
import unicodedata
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The job that the current thread works for; carried into pool threads with ``contextvars.copy_context``."""

_DASHES = re.compile("[‐‑‒–—―−]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


@lru_cache(maxsize=16_384)  # the same films come in every job
def normalize_title(title: str) -> str:
    """``title`` folded for comparison: case, diacritics, dashes, NBSP, middle dots, ``&``/and, punctuation.

    A title of punctuation alone keeps it; only a blank one, or one of loose diacritics, is "".

    >>> normalize_title("WALL·E") == normalize_title("WALL-E")
    True
    >>> normalize_title("Fast & Furious") == normalize_title("Fast and Furious")
    True
    >>> normalize_title("Ødipus") == normalize_title("Odipus"), normalize_title("???") == normalize_title("!")
    (True, False)
    """
    text = unicodedata.normalize("NFKD", title.replace("\N{MIDDLE DOT}", " ").replace("&", " and "))
    plain = "".join(char for char in text if not unicodedata.combining(char)).casefold().translate(_LETTERS)
    words = _DASHES.sub(" ", plain).replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return " ".join(_NOT_WORD.sub(" ", words).replace("_", " ").split() or plain.split())


def export_debug_json(name: str, payload: object, folder: Path) -> Path:
    """Write ``payload`` as JSON to ``folder/<time>-<name>.json`` and return the path (development only)."""
    folder.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{safe}.json"
    path.write_text(json.dumps(payload, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    return path
