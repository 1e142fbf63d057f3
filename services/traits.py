"""The traits that a recommended film and a film of the member have in common, most telling first."""

from typing import get_args

from services.kinship import common_actors, common_directors
from services.models.films import Item, ListItem
from services.models.ranking import SharedTrait, TraitKind
from services.preferences import decade
from services.taste import Taste
from services.weights import GENRE_SHARES, LANGUAGE_SHARES

TELLING_GENRE = 0.3  # log ratio: the member watches a third more of it than the public does
TELLING_ERA = 0.6  # share of the density of the member's densest year
TELLING_LANGUAGE = 0.3  # log ratio, as of genres
USUAL_LANGUAGE = 0.5  # share of the public's votes; a common language with at least this share says nothing

_KINDS = get_args(TraitKind)


def shared_traits(item: ListItem, other: Item, taste: Taste) -> tuple[SharedTrait, ...]:
    """Return the common traits of ``item`` and ``other``, most telling first.

    These are people, then genres, decade and language that the member watches more than the public does. If
    there are none of these, the result is one other common trait, if any.
    """
    people = _people(item, other)
    telling = [*people, *(trait for trait in _alike(item, other) if _is_telling(trait, item, taste))]
    return tuple(sorted(telling, key=lambda each: _rank(each, taste)) or _alike(item, other)[:1])


def lead_rank(shared: tuple[SharedTrait, ...], item: ListItem, taste: Taste) -> int:
    """Return the sort key of reasons by their first trait: a person, a telling trait, another trait, none."""
    if not shared:
        return len(_KINDS) + 1
    is_person = shared[0].kind in ("director", "actor")
    return _KINDS.index(shared[0].kind) if is_person or _is_telling(shared[0], item, taste) else len(_KINDS)


def _people(item: ListItem, other: Item) -> list[SharedTrait]:
    """Return the common directors and actors; none when the details of ``item`` are not read."""
    if not isinstance(item, Item):
        return []
    directors = [SharedTrait("director", name) for name in common_directors(item, other)]
    return directors + [SharedTrait("actor", name) for name in common_actors(item, other)]


def _alike(item: ListItem, other: Item) -> list[SharedTrait]:
    """Return the common genres (rarest first), decade and language, telling or not."""
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
    """Return whether the member watches films with ``trait`` (genre, decade or language) more than others do.

    For a decade, the density around the year of ``item`` is compared with the member's densest year.
    """
    match trait.kind:
        case "genre":
            return taste.genres.get(trait.name, 0.0) >= TELLING_GENRE
        case "decade":
            return taste.era_of(item) >= TELLING_ERA * taste.densest_era
        case _:
            return taste.languages.get(trait.name, 0.0) >= TELLING_LANGUAGE


def _rank(trait: SharedTrait, taste: Taste) -> tuple[int, float]:
    """Return the sort key of ``trait``: by its kind, and for genres by the member's affinity, best first."""
    affinity = taste.genres.get(trait.name, 0.0) if trait.kind == "genre" else 0.0
    return _KINDS.index(trait.kind), -affinity
