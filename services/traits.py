"""What a film recommended and a film of the member have in common, what says most first."""

from typing import get_args

from services.kinship import common_actors, common_directors
from services.models.films import Item, ListItem
from services.models.ranking import SharedTrait, TraitKind
from services.preferences import decade
from services.taste import Taste
from services.weights import GENRE_SHARES, LANGUAGE_SHARES

TELLING_GENRE = 0.3  # log ratio: the member watches a third more of it than the public does
TELLING_ERA = 0.6  # of the density of the member's densest year
TELLING_LANGUAGE = 0.3  # log ratio, as of genres
USUAL_LANGUAGE = 0.5  # share of the public's: that two films share such a one says nothing

_KINDS = get_args(TraitKind)


def shared_traits(item: ListItem, other: Item, taste: Taste) -> tuple[SharedTrait, ...]:
    """People first, then what the member watches more than the public does; else what is left to be said."""
    people = _people(item, other)
    telling = [*people, *(trait for trait in _alike(item, other) if _is_telling(trait, item, taste))]
    return tuple(sorted(telling, key=lambda each: _rank(each, taste)) or _alike(item, other)[:1])


def lead_rank(shared: tuple[SharedTrait, ...], item: ListItem, taste: Taste) -> int:
    """Sort key of reasons by what they share: people, what is telling, anything, nothing."""
    if not shared:
        return len(_KINDS) + 1
    is_person = shared[0].kind in ("director", "actor")
    return _KINDS.index(shared[0].kind) if is_person or _is_telling(shared[0], item, taste) else len(_KINDS)


def _people(item: ListItem, other: Item) -> list[SharedTrait]:
    """None while the details of ``item`` are not read."""
    if not isinstance(item, Item):
        return []
    directors = [SharedTrait("director", name) for name in common_directors(item, other)]
    return directors + [SharedTrait("actor", name) for name in common_actors(item, other)]


def _alike(item: ListItem, other: Item) -> list[SharedTrait]:
    """Genres, the rarest first, decade and language that both have, whatever they say of the member."""
    genres = sorted(
        set(item.genres) & set(other.genres), key=lambda name: (GENRE_SHARES.get(name, 0.0), name)
    )
    alike = [SharedTrait("genre", name) for name in genres]
    if item.year is not None and other.year is not None and decade(item.year) == decade(other.year):
        alike.append(SharedTrait("decade", decade(item.year)))
    language = item.original_language
    if (
        language
        and language == other.original_language
        and LANGUAGE_SHARES.get(language, 0.0) < USUAL_LANGUAGE
    ):
        alike.append(SharedTrait("language", language))
    return alike


def _is_telling(trait: SharedTrait, item: ListItem, taste: Taste) -> bool:
    """Whether the member watches what has ``trait`` (genre, decade or language) more than others."""
    match trait.kind:
        case "genre":
            return taste.genres.get(trait.name, 0.0) >= TELLING_GENRE
        case "decade":
            return taste.era_of(item) >= TELLING_ERA * taste.densest_era
        case _:
            return taste.languages.get(trait.name, 0.0) >= TELLING_LANGUAGE


def _rank(trait: SharedTrait, taste: Taste) -> tuple[int, float]:
    """By kind; genres by how much more of them the member watches."""
    affinity = taste.genres.get(trait.name, 0.0) if trait.kind == "genre" else 0.0
    return _KINDS.index(trait.kind), -affinity
