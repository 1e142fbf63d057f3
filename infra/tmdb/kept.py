"""How films are kept: as JSON arrays without the names of the fields, which are half of an object's bytes.

A film brings some forty others in its lists, so a cache of films is mostly names of fields otherwise.
"""

from typing import Final

import msgspec

from services.models import Item


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


class KeptFilm(_KeptListItem, array_like=True):
    """The fields of ``Item``."""

    runtime_min: int | None
    directors: tuple[str, ...]
    imdb_id: str | None
    similar: tuple[_KeptListItem, ...]
    recommendations: tuple[_KeptListItem, ...]


_BUILT: Final = (msgspec.json.Decoder(KeptFilm), msgspec.json.Decoder(Item))
"""Built in one thread, here: msgspec crashes when threads meet a type at the same time for the first time."""


def keep(item: Item) -> KeptFilm:
    """``item`` in the form that is kept."""
    return msgspec.convert(item, KeptFilm, from_attributes=True)


def restore(kept: KeptFilm) -> Item:
    """The film as it was."""
    return msgspec.convert(kept, Item, from_attributes=True)
