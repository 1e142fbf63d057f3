"""Why a film is recommended: the seeds that speak loudest for it, and what they share with it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.diversity import jaccard
from services.models.films import Item, ListItem
from services.models.ranking import Reason, Seed
from services.preferences import decade
from services.taste import Taste
from services.weights import GENRE_SHARES

MOST = 3  # reasons kept
NAMED = 2  # reasons named in the sentence
AUDIBLE = 0.5  # of the loudest: a seed that says less is no reason
LIKED_STARS = 4.0  # a rating that says "liked" by itself
TELLING_GENRE = 0.3  # log ratio: the member watches a third more of it than the public does
TELLING_ERA = 0.6  # of the density of the member's densest year


def reasons_for(
    item: ListItem, contributions: Iterable[tuple[float, Seed]], taste: Taste
) -> tuple[Reason, ...]:
    """The seeds that speak for ``item``, most telling first; supporters are never named.

    ``contributions``: what each voter adds; one may stand there several times. A seed that is like ``item``
    counts more: up to double for the same genres, and once more for a shared director.
    """
    said: dict[int, float] = {}
    seeds: dict[int, Seed] = {}
    for contribution, seed in contributions:
        if not seed.supporting:
            tmdb_id = seed.item.tmdb_id
            said[tmdb_id] = said.get(tmdb_id, 0.0) + contribution * (1 + _likeness(item, seed.item))
            seeds[tmdb_id] = seed
    loudest = sorted(said, key=lambda tmdb_id: (-said[tmdb_id], tmdb_id))[:MOST]
    audible = [tmdb_id for tmdb_id in loudest if said[tmdb_id] >= AUDIBLE * said[loudest[0]]]
    return tuple(_reason(seeds[tmdb_id], item, taste) for tmdb_id in audible)


def _likeness(item: ListItem, other: Item) -> float:
    genres = jaccard(frozenset(item.genres), frozenset(other.genres))
    return genres + bool(_common_directors(item, other))


def _common_directors(item: ListItem, other: Item) -> list[str]:
    """Directors of both; none while the details of ``item`` are not read."""
    return [name for name in item.directors if name in other.directors] if isinstance(item, Item) else []


def _reason(seed: Seed, item: ListItem, taste: Taste) -> Reason:
    return Reason(
        tmdb_id=seed.item.tmdb_id,
        title=seed.item.title,
        year=seed.item.year,
        rating_stars=seed.rating_stars,
        liked=seed.liked,
        shared=_shared(item, seed.item, taste),
    )


def _shared(item: ListItem, seed: Item, taste: Taste) -> tuple[str, ...]:
    """What both films have and the member's taste counts for much: directors, genres, decade."""
    shared = _common_directors(item, seed)
    shared += [
        name for name in item.genres if name in seed.genres and taste.genres.get(name, 0.0) >= TELLING_GENRE
    ]
    if (
        item.year is not None
        and seed.year is not None
        and decade(item.year) == decade(seed.year)
        and taste.era_of(item) >= TELLING_ERA * taste.densest_era
    ):
        shared.append(decade(item.year))
    return tuple(shared)


def reason_sentence(reasons: tuple[Reason, ...]) -> str:
    """``reasons`` as a sentence, and what the films named have in common with the one recommended.

    "Since you liked Arrival", "Because you rated Arrival ★★★★★ and Sicario ★★★★½, also by Denis Villeneuve";
    in a blend "Because ana rated Arrival ★★★★★ and bo liked Sicario", or "... and bo liked it".
    Raises ValueError without reasons: nothing is recommended for none.
    """
    if not reasons:
        raise ValueError("a recommendation without a reason")
    first, *rest = reasons[:NAMED]
    named = (first, *(replace(each, title="it") if each.tmdb_id == first.tmdb_id else each for each in rest))
    if len(named) == 1 and (_is_liked_only(first) or (first.rating_stars or 0.0) >= LIKED_STARS):
        return f"Since {_who(first)} liked {first.title}{_common(named)}"
    by_member = {_who(each): [other for other in named if _who(other) == _who(each)] for each in named}
    said = " and ".join(f"{who} {_ratings(films)}" for who, films in by_member.items())
    return f"Because {said}{_common(named)}"


def _who(reason: Reason) -> str:
    return reason.member or "you"


def stars_text(stars: float) -> str:
    """``stars`` as Letterboxd prints them: 4.5 is ``★★★★½``."""
    return "★" * int(stars) + ("½" if stars % 1 else "")


def _ratings(named: Sequence[Reason]) -> str:
    rated = [
        f"{each.title} {stars_text(each.rating_stars or 0.0)}" for each in named if not _is_liked_only(each)
    ]
    liked = [each.title for each in named if _is_liked_only(each)]
    groups = (("rated", rated), ("liked", liked))
    return " and ".join(f"{verb} {' and '.join(films)}" for verb, films in groups if films)


def _is_liked_only(reason: Reason) -> bool:
    """Whether the like, not the stars, is what speaks for the film: a low rating is no reason by itself."""
    return reason.liked and (reason.rating_stars or 0.0) < LIKED_STARS


def _common(named: tuple[Reason, ...]) -> str:
    common = [name for name in named[0].shared if all(name in other.shared for other in named)]
    genre = next((name for name in common if name in GENRE_SHARES), None)
    years = next((name for name in common if _is_decade(name)), None)
    directors = [name for name in common if name not in GENRE_SHARES and not _is_decade(name)]
    if directors:
        return f", also by {' and '.join(directors)}"
    if genre:
        return f", another {_KINDS[genre]}{f' of the {years}' if years else ''}"
    return ""  # a decade alone says little


def _is_decade(name: str) -> bool:
    return name[:-1].isdigit() and name.endswith("0s")


_KINDS = {
    "Action": "action film",
    "Adventure": "adventure",
    "Animation": "animated film",
    "Comedy": "comedy",
    "Crime": "crime film",
    "Documentary": "documentary",
    "Drama": "drama",
    "Family": "family film",
    "Fantasy": "fantasy film",
    "History": "historical film",
    "Horror": "horror film",
    "Music": "music film",
    "Mystery": "mystery",
    "Romance": "romance",
    "Science Fiction": "science fiction film",
    "Thriller": "thriller",
    "TV Movie": "television film",
    "War": "war film",
    "Western": "western",
}
