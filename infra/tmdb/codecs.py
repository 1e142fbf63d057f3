"""How films are encoded for the cache: JSON arrays without field names, which are half of an object's bytes.

A film brings some forty others in its lists, so a cache of films is mostly field names otherwise. And most of
those forty stand in other films' lists too: they are interned, one object shared by all that name it.
"""

from typing import Final

import msgspec

from services.models.films import Item, ListItem

MAX_INTERNED: Final = 16_384
"""Films of lists, of about 1 KB each: 650 real films name some 7,000 different ones."""


class _EncodedListItem(msgspec.Struct, array_like=True):
    """The fields of ``ListItem``, by the same names: their order here is the order in the array."""

    tmdb_id: int
    title: str
    original_title: str
    year: int | None
    release_date: str
    genres: tuple[str, ...]
    vote_average: float
    vote_count: int
    popularity: float
    poster_path: str | None
    original_language: str


class _EncodedDetails(_EncodedListItem, array_like=True):
    """Those of ``Item``, but for its lists."""

    runtime_min: int | None
    directors: tuple[str, ...]
    imdb_id: str | None


class _EncodedItem(_EncodedDetails, array_like=True):
    similar: tuple[_EncodedListItem, ...]
    recommendations: tuple[_EncodedListItem, ...]


class _ItemWithRawLists(_EncodedDetails, array_like=True):
    similar: tuple[msgspec.Raw, ...]
    recommendations: tuple[msgspec.Raw, ...]


_ITEMS: Final = msgspec.json.Decoder(_ItemWithRawLists)
_LIST_ITEMS: Final = msgspec.json.Decoder(_EncodedListItem)
_CONVERTED: Final = [msgspec.json.Decoder(shape) for shape in (_EncodedItem, ListItem)]
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
        fields = msgspec.structs.asdict(_ITEMS.decode(encoded))
        lists = {name: self._list_items(fields[name]) for name in ("similar", "recommendations")}
        return Item(**fields | lists)

    def _list_items(self, films: tuple[msgspec.Raw, ...]) -> tuple[ListItem, ...]:
        interned = self._interned.get
        return tuple([interned(encoded) or self._intern(encoded) for encoded in map(bytes, films)])

    def _intern(self, encoded: bytes) -> ListItem:
        film = msgspec.convert(_LIST_ITEMS.decode(encoded), ListItem, from_attributes=True)
        if len(self._interned) >= MAX_INTERNED:
            self._interned.clear()  # all at once: films in use are interned again, and no order is recorded
        self._interned[encoded] = film
        return film
