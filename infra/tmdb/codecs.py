"""How films are encoded for the cache: JSON arrays without field names, which are half of an object's bytes.

A film brings some forty others in its lists, so a cache of films is mostly field names otherwise. And most of
those forty stand in other films' lists too: they are interned, one object shared by all that name it.
"""

from typing import Any, Final, get_type_hints
from zlib import crc32

import msgspec

from services.models.facts import Facts, Trailer, Wording
from services.models.films import Item, ListItem

MAX_INTERNED: Final = 16_384
"""Films of lists, of about 1 KB each: 650 real films name some 7,000 different ones."""


def _encoded(shape: type, **inner: object) -> Any:
    """The fields of ``shape``, those of ``inner`` as these types: their order there is that in the array."""
    types = get_type_hints(shape) | inner
    return msgspec.defstruct(f"_Encoded{shape.__name__}", types.items(), array_like=True)


_LISTS: Final = ("similar", "recommendations")
_EncodedListItem: Any = _encoded(ListItem)
_EncodedWording: Any = _encoded(Wording, trailer=_encoded(Trailer) | None)
_EncodedFacts: Any = _encoded(Facts, wordings=tuple[_EncodedWording, ...])
_EncodedItem: Any = _encoded(Item, facts=_EncodedFacts, **dict.fromkeys(_LISTS, tuple[_EncodedListItem, ...]))
_ItemWithRawLists: Any = _encoded(Item, facts=_EncodedFacts, **dict.fromkeys(_LISTS, tuple[msgspec.Raw, ...]))

_STORED: Final = (_EncodedItem, _EncodedListItem, _EncodedFacts, _EncodedWording)
VERSION: Final = crc32(repr([each.__struct_fields__ for each in _STORED]).encode())
"""Of the cache's namespace: another one as soon as a field comes, goes or moves."""

_ITEMS: Final = msgspec.json.Decoder(_ItemWithRawLists)
_LIST_ITEMS: Final = msgspec.json.Decoder(_EncodedListItem)
_CONVERTED: Final = [msgspec.json.Decoder(shape) for shape in (_EncodedItem, ListItem, Facts)]
"""Built in one thread, here: msgspec crashes when threads meet a type at the same time for the first time."""


class FilmCodec:
    """Encodes ``Item``, and interns the films of its lists. Thread-safe."""

    def __init__(self) -> None:
        self._interned: dict[bytes, ListItem] = {}  # by their encoding

    def encode(self, item: Item) -> bytes:
        """``item`` as a JSON array."""
        return msgspec.json.encode(msgspec.convert(item, _EncodedItem, from_attributes=True))

    def decode(self, encoded: bytes) -> Item:
        """The film as it was. Raises ``msgspec.DecodeError`` for anything else."""
        film = msgspec.structs.asdict(_ITEMS.decode(encoded))
        lists = {name: self._list_items(film[name]) for name in _LISTS}
        facts = msgspec.convert(film["facts"], Facts, from_attributes=True)
        return Item(**film | lists | {"facts": facts})

    def _list_items(self, films: tuple[msgspec.Raw, ...]) -> tuple[ListItem, ...]:
        interned = self._interned.get
        return tuple([interned(encoded) or self._intern(encoded) for encoded in map(bytes, films)])

    def _intern(self, encoded: bytes) -> ListItem:
        film = msgspec.convert(_LIST_ITEMS.decode(encoded), ListItem, from_attributes=True)
        if len(self._interned) >= MAX_INTERNED:
            self._interned.clear()  # all at once: films in use are interned again, and no order is recorded
        self._interned[encoded] = film
        return film
