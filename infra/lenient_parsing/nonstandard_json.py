"""Decoding JSON in which single signs are wrong: they are replaced, and the rest is read."""

import json
from math import isfinite
from typing import Final

import msgspec

_DIGITS: Final = 19  # of the longest number that 64 bits hold, or those of 18 and a sign


def decode_nonstandard(body: bytes) -> object:
    """What ``body`` holds, decoded.

    A byte that is not UTF-8 becomes U+FFFD and half a surrogate pair "?"; a byte order mark is left out; a
    control character stays; a number that is none, or is beyond measure, becomes None. Raises
    ``msgspec.DecodeError`` or ``RecursionError`` for what is no JSON then.
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
        raise msgspec.DecodeError(f"it is no JSON: {error}") from error
    return msgspec.json.decode(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _finite(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def _sized(text: str) -> int | None:
    return int(text) if len(text) <= _DIGITS else None
