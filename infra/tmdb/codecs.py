"""The encoding of films for the cache: JSON arrays without field names.

Field names are half of the bytes of a JSON object, and a film holds some forty other films in its lists. Most
of these films are in the lists of other films too. They are interned: all lists share one object for a film.
"""

from typing import Any, Final, get_type_hints
from zlib import crc32

import msgspec

from services.models.facts import Facts, Trailer, Wording
from services.models.films import Item, ListItem

MAX_INTERNED: Final = 16_384
"""The maximum number of interned films, of about 1 KB each. The lists of 650 real films name some 7,000."""


def _encoded(shape: type, **inner: object) -> Any:
    """Return a struct with the fields of ``shape``, which is encoded as an array in the order of the fields.

    ``inner`` replaces the types of some fields.
    """
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
"""The version of the cache's namespace. It changes whenever a field is added, removed or moved."""

_ITEMS: Final = msgspec.json.Decoder(_ItemWithRawLists)
_LIST_ITEMS: Final = msgspec.json.Decoder(_EncodedListItem)
_CONVERTED: Final = [msgspec.json.Decoder(shape) for shape in (_EncodedItem, ListItem, Facts)]
"""Decoders that make msgspec inspect the types at import, in one thread.

msgspec crashes when several threads use a type for the first time at the same time.
"""


class FilmCodec:
    """The codec of ``Item``, which interns the films of its lists. Thread-safe."""

    def __init__(self) -> None:
        self._interned: dict[bytes, ListItem] = {}  # by their encoding

    def encode(self, item: Item) -> bytes:
        """Return ``item`` as a JSON array."""
        return msgspec.json.encode(msgspec.convert(item, _EncodedItem, from_attributes=True))

    def decode(self, encoded: bytes) -> Item:
        """Return the film that was encoded. Raises ``msgspec.DecodeError`` for other bytes."""
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
            self._interned.clear()  # simpler than an LRU: films in use are soon interned again
        self._interned[encoded] = film
        return film
