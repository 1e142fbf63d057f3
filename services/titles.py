"""Comparing titles of films as different catalogues write them."""

from utils import normalize_title

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def fold(title: str) -> str:
    """``title`` in the form in which two spellings of one title are equal; "" only for a blank one.

    >>> fold("Amélie") == fold("AMELIE"), fold("Ødipus") == fold("Odipus"), fold("???") == fold("!")
    (True, True, False)
    """
    return normalize_title(title).translate(_LETTERS) or " ".join(title.casefold().split())
