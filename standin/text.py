"""Folded titles for slugs and search, and stable pseudo-random numbers."""

import re
import unicodedata
from hashlib import blake2b
from typing import Final

_APOSTROPHES: Final = re.compile(r"['’ʼ`]")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_LIGATURES: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "⁄": "-"})
_HASH_BYTES: Final = 6
_HASH_RANGE: Final = 2.0 ** (8 * _HASH_BYTES)


def fold(text: str) -> str:
    """Return the text in lower case without diacritics; other scripts stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LIGATURES)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a title in order, without `and`, which some write as `&`.

    A title that is only `and` keeps it.
    """
    found = tuple(_NOT_WORD.sub(" ", _APOSTROPHES.sub("", fold(text))).split())
    return tuple(word for word in found if word != "and") or found


def slug(title: str) -> str:
    """Return a slug of a title like Letterboxd's; empty for a title in another script."""
    return _NOT_SLUG.sub("-", _APOSTROPHES.sub("", fold(title))).strip("-")


def chance(*parts: object) -> float:
    """Return a number in [0, 1) that is always the same for the same parts."""
    digest = blake2b(":".join(map(str, parts)).encode(), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest, "big") / _HASH_RANGE


def pick(size: int, *parts: object) -> int:
    """Return an index below `size` that is always the same for the same parts."""
    return int(chance(*parts) * size)
