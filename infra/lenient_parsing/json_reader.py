"""Reading JSON answers leniently: what does not fit costs itself, and is counted by the field it stood in.

    a row of a list, an entry of a mapping     is dropped; the others stay
    a field that has a default                 has its default
    a field that has none                      costs what it belongs to: the row, or in the end the answer

A number that came as text is read as the number. Null where a value belongs is as good as nothing there.
Signs that no JSON may hold are mended first (``infra.lenient_parsing.nonstandard_json``).
"""

from functools import cache
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

import msgspec

from infra.lenient_parsing.nonstandard_json import decode_nonstandard
from infra.lenient_parsing.odd_rows import count_odd_row

S = TypeVar("S", bound=msgspec.Struct)

_ANSWER: Final = "answer"  # the kind of what stands in no field


class LenientReader(Generic[S]):
    """Reads answers of ``service`` as ``shape``, made of structs, lists, ``dict[str, ...]`` and plain values.

    Thread-safe. Build it at import: msgspec crashes when threads meet a type at the same time for the first
    time.
    """

    def __init__(self, service: str, shape: type[S]) -> None:
        self._service = service
        self._shape = shape
        self._decoder = msgspec.json.Decoder(shape)

    def read(self, body: bytes) -> S:
        """The answer without what does not fit.

        Raises ``msgspec.DecodeError`` or ``RecursionError`` for what is no JSON, or lacks what has no
        default.
        """
        try:
            return self._decoder.decode(body)  # nearly every answer, and the fastest way
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self.convert(decode_nonstandard(body))

    def convert(self, value: object) -> S:
        """As ``read``, from JSON that is decoded. Raises ``msgspec.ValidationError``."""
        fitting: S = self._fitting(value, self._shape, _ANSWER)
        return fitting

    def _fitting(self, value: Any, shape: Any, field: str) -> Any:
        """``value`` as ``shape``, without parts that do not fit. Raises ``msgspec.ValidationError``."""
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
        """``value`` as far as it fits; nothing, and one more counted, when it does not."""
        try:
            return (self._fitting(value, shape, field),)
        except msgspec.ValidationError:
            count_odd_row(self._service, field)
            return ()


def _bare(shape: Any) -> Any:
    """``list[int]`` of ``list[int] | None``."""
    options = [option for option in get_args(shape) if option is not NoneType]
    return options[0] if NoneType in get_args(shape) else shape


@cache
def _fields(shape: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """Names in JSON and types."""
    return tuple((field.encode_name, field.type) for field in msgspec.structs.fields(shape))
