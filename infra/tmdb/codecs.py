"""How films are kept: as JSON arrays without the names of the fields, which are half of an object's bytes.

A film brings some forty others in its lists, so a cache of films is mostly names of fields otherwise. And
most of those forty stand in other films' lists too: one is shared by all that name it.
"""

from typing import Final

import msgspec

from services.models.films import Item, ListItem

SHARED: Final = 16_384
"""Films of lists that are remembered, of about 1 KB each: 650 real films name some 7,000 different ones."""


class _KeptListItem(msgspec.Struct, array_like=True):
    """The fields of ``ListItem``, by the same names: their order here is what is kept."""

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


class _KeptDetails(_KeptListItem, array_like=True):
    """Those of ``Item``, but for its lists."""

    runtime_min: int | None
    directors: tuple[str, ...]
    imdb_id: str | None


class _Written(_KeptDetails, array_like=True):
    similar: tuple[_KeptListItem, ...]
    recommendations: tuple[_KeptListItem, ...]


class _Read(_KeptDetails, array_like=True):
    similar: tuple[msgspec.Raw, ...]
    recommendations: tuple[msgspec.Raw, ...]


_FILMS: Final = msgspec.json.Decoder(_Read)
_LIST_ITEMS: Final = msgspec.json.Decoder(_KeptListItem)
_CONVERTED: Final = [msgspec.json.Decoder(shape) for shape in (_Written, ListItem)]
"""Built in one thread, here: msgspec crashes when threads meet a type at the same time for the first time."""


class FilmCodec:
    """``Item`` as it is kept, and the films in lists that it has met lately. Thread-safe."""

    def __init__(self) -> None:
        self._met: dict[bytes, ListItem] = {}  # by how they are kept

    def encode(self, item: Item) -> bytes:
        """``item`` in the form that is kept."""
        return msgspec.json.encode(msgspec.convert(item, _Written, from_attributes=True))

    def decode(self, kept: bytes) -> Item:
        """The film as it was. Raises ``msgspec.DecodeError`` for what is none."""
        fields = msgspec.structs.asdict(_FILMS.decode(kept))
        return Item(**fields | {name: self._shared(fields[name]) for name in ("similar", "recommendations")})

    def _shared(self, films: tuple[msgspec.Raw, ...]) -> tuple[ListItem, ...]:
        met = self._met.get
        return tuple([met(kept) or self._meet(kept) for kept in map(bytes, films)])

    def _meet(self, kept: bytes) -> ListItem:
        film = msgspec.convert(_LIST_ITEMS.decode(kept), ListItem, from_attributes=True)
        if len(self._met) >= SHARED:
            self._met.clear()  # at once: who was forgotten is met again, and nobody keeps count of whom
        self._met[kept] = film
        return film
