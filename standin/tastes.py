"""The films that members have watched and rated, computed from short descriptions of their tastes."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist
from typing import Final

from standin.model import Film, Member, MemberFilm
from standin.text import chance

_FEWEST_STARS: Final = 0.5
_MOST_STARS: Final = 5.0
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Taste:
    """The taste of a member. Weights are around 1: 0 is indifference, a negative weight is dislike."""

    name: str
    tagline: str
    size: int
    """The number of watched films."""
    mean_stars: float = 3.4
    """The mean of the ratings; strict members have a low one."""
    spread_stars: float = 0.9
    """The standard deviation of the ratings."""
    rated: float = 1.0
    """The share of the films that the member rates."""
    liked: float = 0.15
    """The share of the films that the member likes."""
    fame: float = 0.5
    """The weight of a film's fame; negative for members who avoid famous films."""
    curiosity: float = 0.6
    """The weight of chance in the choice of films."""
    watchlist: int = 40
    private_watchlist: bool = False
    genres: Mapping[str, float] = field(default_factory=dict)
    decades: Mapping[str, float] = field(default_factory=dict)
    """The weights by the first year of the decade, as text: `"1970"`."""
    languages: Mapping[str, float] = field(default_factory=dict)
    keywords: Mapping[str, float] = field(default_factory=dict)
    directors: Sequence[str] = ()
    series: Sequence[str] = ()
    """The titles of the television series that the member has watched."""
    former_names: Sequence[str] = ()


def read_tastes(path: Path) -> list[Taste]:
    """Return the tastes in a JSON file. Raises TypeError for an unknown field."""
    return [Taste(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]


def member_of_taste(taste: Taste, films: Iterable[Film]) -> Member:
    """Return the member with that taste among these films: always the same for the same films."""
    within_reach = [film for film in films if not film.series or film.title in taste.series]
    affinity = {film.id: _affinity(taste, film) for film in within_reach}
    wish = {
        film.id: math.inf
        if film.series
        else affinity[film.id] + taste.curiosity * _bump(taste, "pick", film.id)
        for film in within_reach
    }
    by_wish = sorted(wish, key=lambda film_id: (-wish[film_id], film_id))
    watched, unwatched = by_wish[: taste.size], by_wish[taste.size :]
    joy = {film_id: affinity[film_id] + 0.5 * _bump(taste, "joy", film_id) for film_id in watched}
    stars = _stars(taste, joy)
    liked = _top_share(joy, taste.liked)
    newest_first = sorted(watched, key=lambda film_id: chance(taste.name, "when", film_id))
    return Member(
        name=taste.name,
        entries=tuple(MemberFilm(film_id, stars.get(film_id), film_id in liked) for film_id in newest_first),
        watchlist=tuple(unwatched[: taste.watchlist]),
        private_watchlist=taste.private_watchlist,
        former_names=tuple(taste.former_names),
    )


def _affinity(taste: Taste, film: Film) -> float:
    genres = [taste.genres.get(genre, 0.0) for genre in film.genres]
    decade = taste.decades.get(str(film.year // 10 * 10), 0.0)
    language = taste.languages.get(film.language, taste.languages.get("*", 0.0))
    keywords = sum(taste.keywords.get(keyword, 0.0) for keyword in film.keywords)
    director = 1.2 if set(film.directors) & set(taste.directors) else 0.0
    quality = 0.5 * (film.vote_average - 7.0)
    fame = taste.fame * (math.pow(film.vote_count, 0.25) / 6 - 1)
    return sum(genres) / max(1, len(genres)) + decade + language + keywords + director + quality + fame


def _stars(taste: Taste, joy: Mapping[int, float]) -> dict[int, float]:
    """Return ratings on the member's own normal distribution; the most enjoyed films are at its upper end."""
    rated = sorted(_bothered(taste, joy), key=lambda film_id: (joy[film_id], film_id))
    return {
        film_id: _halves(taste.mean_stars + taste.spread_stars * _NORMAL.inv_cdf((place + 0.5) / len(rated)))
        for place, film_id in enumerate(rated)
    }


def _bothered(taste: Taste, joy: Mapping[int, float]) -> list[int]:
    """Return the films that the member rates."""
    drawn = sorted(joy, key=lambda film_id: chance(taste.name, "rated", film_id))
    return drawn[: round(taste.rated * len(drawn))]


def _top_share(joy: Mapping[int, float], share: float) -> set[int]:
    ranked = sorted(joy, key=lambda film_id: (-joy[film_id], film_id))
    return set(ranked[: round(share * len(ranked))])


def _halves(stars: float) -> float:
    return min(_MOST_STARS, max(_FEWEST_STARS, round(2 * stars) / 2))


def _bump(taste: Taste, *parts: object) -> float:
    """Return a number of the standard normal distribution, always the same for the same parts."""
    return _NORMAL.inv_cdf(min(0.999, max(0.001, chance(taste.name, *parts))))
