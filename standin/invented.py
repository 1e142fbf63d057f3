"""Invented films, for worlds that need more films than the catalogue holds."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from standin.catalogue import derived_popularity, derived_release_date
from standin.invented_facts import cast_of
from standin.model import Film
from standin.text import chance, pick, slug
from standin.words import WORDS, person

_KNOWN_IDS: Final = 200_000_000
_OBSCURE_IDS: Final = 300_000_000
_OBSCURE_TITLES: Final = 12_000
"""The number of the first title of obscure films, so that they share no title with other invented films."""

_LATEST_YEAR: Final = 2025
_EARLIEST_YEAR: Final = 1925

_PATTERNS: Final[Sequence[tuple[str, str, str]]] = (
    ("The {} {}", "adjective", "noun"),
    ("{} {}", "adjective", "noun"),
    ("The {} of {}", "noun", "place"),
    ("{}’s {}", "name", "noun"),
    ("{} in {}", "noun", "place"),
    ("{} and the {}", "name", "noun"),
)
_KEYWORDS: Final = 2
"""The number of keywords of an invented film: fewer than real films have, so that it leads no list."""
_STRIDE: Final = 1_009
"""The step between the words of neighbouring films: a prime, so that neighbouring films share no word."""


def known_films(count: int, like: Sequence[Film]) -> list[Film]:
    """Return films with a few dozen to thousands of votes, each with the traits of a film of `like`.

    The first films are the same for every count.
    """
    return [_film(_KNOWN_IDS + place, title_of(place), like, _many_votes) for place in range(count)]


def obscure_films(count: int, like: Sequence[Film]) -> list[Film]:
    """Return films with only a few votes, some of them with very high ratings."""
    return [
        _film(_OBSCURE_IDS + place, title_of(_OBSCURE_TITLES + place), like, _few_votes)
        for place in range(count)
    ]


def title_of(place: int) -> str:
    """Return the title with that number. All titles differ: later ones are those of sequels."""
    pattern, first, second = _PATTERNS[place % len(_PATTERNS)]
    firsts, seconds = WORDS[first], WORDS[second]
    part, combination = divmod(place // len(_PATTERNS), len(firsts) * len(seconds))
    chosen = combination * _STRIDE % (len(firsts) * len(seconds))
    title = pattern.format(firsts[chosen % len(firsts)], seconds[chosen // len(firsts)])
    return f"{title} {part + 1}" if part else title


def _film(film_id: int, title: str, like: Sequence[Film], votes: Callable[[int], int]) -> Film:
    model = like[pick(len(like), "like", film_id)]
    year = min(_LATEST_YEAR, max(_EARLIEST_YEAR, model.year + pick(11, "year", film_id) - 5))
    vote_count = votes(film_id)
    return Film(
        id=film_id,
        title=title,
        original_title=title,
        year=year,
        release_date=derived_release_date(year, film_id),
        directors=(person(film_id),),
        genres=model.genres,
        language=model.language,
        runtime_min=78 + pick(70, "runtime", film_id),
        keywords=model.keywords[:_KEYWORDS],
        vote_average=round(4.8 + 1.7 * (chance("a", film_id) + chance("b", film_id)), 1),
        vote_count=vote_count,
        popularity=derived_popularity(vote_count, film_id),
        slug=f"{slug(title)}-{year}",
        imdb_id=None,
        cast=cast_of(film_id, model.genres[0] if model.genres else "", year),
        invented=True,
    )


def _many_votes(film_id: int) -> int:
    return round(30 * math.pow(300, chance("votes", film_id)))


def _few_votes(film_id: int) -> int:
    return 2 + pick(44, "votes", film_id)
