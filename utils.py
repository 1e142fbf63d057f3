"""Small helpers that know nothing of this application."""

import hmac
import json
import re
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the job that the current thread works for.

Pool threads get it with ``contextvars.copy_context``.
"""

URGENCY: ContextVar[int] = ContextVar("urgency", default=0)
"""The urgency of calls: among the waiting calls of one job, those with a higher urgency go first.

The task sets it, and the fair queue of calls reads it.
"""

_SEEN_AS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f")
"""Fillers, the empty Braille pattern, variation selectors: invisible, though not format characters (Cf)."""
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_DIACRITICS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+")
"""The diacritics of Latin, Greek and Cyrillic. Marks of other scripts count as letters."""
_FRACTIONS = re.compile("(?=[¼-¾⅐-⅞↉])")
_APOSTROPHES = "'’"
_SEPARATORS = "|~⁄∕−"  # Unicode has them as mathematical symbols, titles use them as commas and dashes


@contextmanager
def with_urgency(level: int) -> Iterator[None]:
    """Run the body with an urgency of at least ``level`` for its calls."""
    token = URGENCY.set(max(level, URGENCY.get()))
    try:
        yield
    finally:
        URGENCY.reset(token)


def forget_frames(error: BaseException) -> None:
    """Remove the tracebacks of ``error``, its causes and its contexts: their frames keep objects alive."""
    chain: list[BaseException | None] = [error]
    seen: set[int] = set()
    while chain:
        each = chain.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            each.__traceback__ = None
            chain += [each.__cause__, each.__context__]


def exact_title(title: str) -> str:
    """Return ``title`` with its case, letters and marks unchanged: equal results mean the same title.

    Only Unicode composition (NFC) and white space are normalised.

    >>> exact_title(" Ame\u0301lie ") == "Amélie", exact_title("+1") == exact_title("1")
    (True, False)
    """
    return " ".join(unicodedata.normalize("NFC", title).split())


@lru_cache(maxsize=16_384)  # the same films come in every job
def normalize_title(title: str) -> str:
    """Fold ``title`` for comparison: case, diacritics, dashes, NBSP, middle dots, ``&``/and, punctuation.

    Symbols, fractions and the marks of Indic, Thai, Japanese and other scripts make a difference. A title
    that holds only punctuation keeps it, so that only a blank title becomes "".

    >>> normalize_title("WALL·E") == normalize_title("WALL-E")
    True
    >>> normalize_title("Fast & Furious") == normalize_title("Fast and Furious")
    True
    >>> normalize_title("Ødipus") == normalize_title("Odipus"), normalize_title("???") == normalize_title("!")
    (True, False)
    >>> normalize_title("+1"), normalize_title("8½"), normalize_title("がき") == normalize_title("かき")
    ('+ 1', '8 1 2', False)
    """
    text = unicodedata.normalize("NFKD", _FRACTIONS.sub(" ", title.replace("&", " and ")))
    text = _DIACRITICS.sub("", text).casefold().translate(_LETTERS)
    words = unicodedata.normalize("NFC", "".join(map(_as_word, text))).split()
    return " ".join(words or text.split() or title.split())


@lru_cache(maxsize=4096)
def _as_word(char: str) -> str:
    """Return what replaces ``char`` in a folded title.

    A letter, mark or digit stays. A symbol becomes a word. A format character or an apostrophe is removed.
    Every other character becomes a blank.
    """
    category = unicodedata.category(char)
    if category[0] in "LMN":
        return char
    if category in {"Sc", "Sm", "So"} and char not in _SEPARATORS:
        return f" {char} "
    return "" if category == "Cf" or char in _APOSTROPHES else " "


def export_debug_json(name: str, payload: object, folder: Path) -> Path:
    """Write ``payload`` as JSON to ``folder/<time>-<name>.json`` and return the path (development only)."""
    folder.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{safe}.json"
    path.write_text(json.dumps(payload, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    return path


def same_secret(offered: str, secret: str) -> bool:
    """Return whether ``offered`` is ``secret``, in a time that does not reveal how much of it is right.

    ``offered`` is text as HTTP headers hold it: each byte that was sent is one character (Latin-1).
    """
    return hmac.compare_digest(offered.encode("latin-1", "replace"), secret.encode())


def trimmed(text: str) -> str:
    """Remove invisible characters from both ends of ``text``, where copying often adds them.

    These are blanks of every kind, Unicode's format characters (Cf: zero width, direction, byte order), and
    ``_SEEN_AS_NOTHING``. Those inside the text stay, so that two words are never joined.
    """
    if text.isascii():
        return text.strip()
    start, end = 0, len(text)
    while start < end and _is_invisible(text[start]):
        start += 1
    while start < end and _is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_invisible(char: str) -> bool:
    return char.isspace() or char in _SEEN_AS_NOTHING or unicodedata.category(char) == "Cf"
