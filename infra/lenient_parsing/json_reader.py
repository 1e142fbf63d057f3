"""A lenient reader of JSON answers: a part that does not fit is dropped, and counted by its field.

    a row of a list, an entry of a mapping     is dropped; the others stay
    a field with a default                     gets its default
    a field without a default                  drops what contains it: the row, or else the whole answer

A number that is written as text is read as the number. Null in place of a value counts as missing.
Characters that JSON does not allow are replaced first (``infra.lenient_parsing.nonstandard_json``).
"""

from functools import cache
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

import msgspec

from infra.lenient_parsing.nonstandard_json import decode_nonstandard
from infra.lenient_parsing.odd_rows import count_odd_row

S = TypeVar("S", bound=msgspec.Struct)

_ANSWER: Final = "answer"  # in place of a field name, for the answer itself


class LenientReader(Generic[S]):
    """A reader of answers of ``service`` as ``shape``. Thread-safe.

    ``shape`` consists of structs, lists, ``dict[str, ...]`` and plain values. Build the reader at import:
    msgspec crashes when several threads use a type for the first time at the same moment.
    """

    def __init__(self, service: str, shape: type[S]) -> None:
        self._service = service
        self._shape = shape
        self._decoder = msgspec.json.Decoder(shape)

    def read(self, body: bytes) -> S:
        """Return the answer without the parts that do not fit.

        Raises ``msgspec.DecodeError`` or ``RecursionError`` when ``body`` is not JSON, or lacks a field that
        has no default.
        """
        try:
            return self._decoder.decode(body)  # nearly every answer, and the fastest way
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self.convert(decode_nonstandard(body))

    def convert(self, value: object) -> S:
        """Return the same as ``read``, but from decoded JSON. Raises ``msgspec.ValidationError``."""
        fitting: S = self._fitting(value, self._shape, _ANSWER)
        return fitting

    def _fitting(self, value: Any, shape: Any, field: str) -> Any:
        """Convert ``value`` to ``shape`` without odd parts. Raises ``msgspec.ValidationError``."""
        try:
            return msgspec.convert(value, shape, strict=False)
        except msgspec.ValidationError:
            return msgspec.convert(self._without_odd_parts(value, _bare(shape), field), shape, strict=False)

    def _without_odd_parts(self, value: Any, shape: Any, field: str) -> Any:
        if isinstance(value, dict) and isinstance(shape, type(msgspec.Struct)):
            there = {name: inner for name, inner in _fields(shape) if value.get(name) is not None}
            return {
                name: kept for name, inner in there.items() for kept in self._kept(value[name], inner, name)
            }
        if isinstance(value, dict) and get_origin(shape) is dict:
            _, inner = get_args(shape)
            return {key: kept for key, each in value.items() for kept in self._kept(each, inner, field)}
        if isinstance(value, list) and get_origin(shape) is list:
            (inner,) = get_args(shape)
            return [kept for each in value for kept in self._kept(each, inner, field)]
        return value

    def _kept(self, value: Any, shape: Any, field: str) -> tuple[Any, ...]:
        """Return ``value``, without parts that do not fit, in a tuple.

        When ``value`` itself does not fit, count it and return an empty tuple.
        """
        try:
            return (self._fitting(value, shape, field),)
        except msgspec.ValidationError:
            count_odd_row(self._service, field)
            return ()


def _bare(shape: Any) -> Any:
    """Return the type without None: ``list[int]`` for ``list[int] | None``."""
    options = [option for option in get_args(shape) if option is not NoneType]
    return options[0] if NoneType in get_args(shape) else shape


@cache
def _fields(shape: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """Return the name in JSON and the type of each field."""
    return tuple((field.encode_name, field.type) for field in msgspec.structs.fields(shape))
