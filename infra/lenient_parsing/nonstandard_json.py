"""A decoder of JSON with single invalid characters or numbers: it replaces them and reads the rest."""

import json
from math import isfinite
from typing import Final

import msgspec

_DIGITS: Final = 19  # an integer of so many characters, a sign included, fits into 64 bits


def decode_nonstandard(body: bytes) -> object:
    """Decode ``body``, with replacements for parts that JSON does not allow.

    A byte that is not UTF-8 becomes U+FFFD, and half a surrogate pair becomes "?". A byte order mark is left
    out. A control character stays. NaN, an infinite number, and an integer of more than 19 characters become
    None. Raises ``msgspec.DecodeError`` or ``RecursionError`` when the result is still not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = body.decode("utf-8-sig", "replace")
    try:
        value = json.loads(
            text,
            strict=False,
            parse_constant=lambda _: None,
            parse_float=_finite,
            parse_int=_sized,
        )
    except ValueError as error:
        raise msgspec.DecodeError(f"it is not JSON: {error}") from error
    return msgspec.json.decode(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _finite(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def _sized(text: str) -> int | None:
    return int(text) if len(text) <= _DIGITS else None
