"""The lists that TMDB attaches to a film, `similar` and `recommendations`, derived from the films alone."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from typing import Final, Protocol, TypeVar

from standin.model import GENRE_IDS, Film

SIMILAR_LENGTH: Final = 100
RECOMMENDATIONS_LENGTH: Final = 40
_FEWEST_VOTES: Final = 20
"""The votes that a film needs to have recommendations or to be recommended: else too few people rate it."""

_GENRE_BITS: Final = {name: 1 << place for place, name in enumerate(GENRE_IDS)}
_SCATTER_FACTOR: Final = 2_654_435_761
_SCATTER_MASK: Final = 0xFFFF
_SCATTER: Final = 1.5 / _SCATTER_MASK
"""The scale of the noise in `similar`: up to 1.5 genres. It is cheap, as every pair of films needs it."""
_SMALLEST_OVERLAP: Final = 0.25
"""The smallest share of common genres for which genres add to the score of a recommendation."""
_SMALLEST_SCORE: Final = 0.5

_K = TypeVar("_K")


class Lists(Protocol):
    """A source of the lists of films."""

    def similar(self, film_id: int) -> Sequence[int]:
        """Return ids of films with similar genres and keywords: a long and noisy list.

        Raises KeyError for an unknown film.
        """

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Return about forty ids of films that people rate alike. Raises KeyError for an unknown film."""


class DerivedLists:
    """Lists that are computed at their first use, from what two films have in common."""

    def __init__(self, films: Iterable[Film]) -> None:
        self._films = {film.id: film for film in films}
        self._worth = {
            film.id: _worth(film) for film in self._films.values() if film.vote_count >= _FEWEST_VOTES
        }
        self._by_genres = _grouped(self._films.values(), lambda film: [_bits(film)])
        self._by_keyword = _grouped(self._films.values(), lambda film: film.keywords)
        self._by_director = _grouped(self._films.values(), lambda film: film.directors)
        self._similar: dict[int, tuple[int, ...]] = {}
        self._recommendations: dict[int, tuple[int, ...]] = {}

    def similar(self, film_id: int) -> Sequence[int]:
        """Return films with common genres and keywords, with enough noise to be as inexact as TMDB's list."""
        if film_id not in self._similar:
            self._similar[film_id] = _best(self._alike(self._films[film_id]), SIMILAR_LENGTH)
        return self._similar[film_id]

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Return popular and well-rated films with common genres, keywords, directors and era."""
        if film_id not in self._recommendations:
            film = self._films[film_id]
            scores = self._liked_together(film) if film.vote_count >= _FEWEST_VOTES else {}
            self._recommendations[film_id] = _best(scores, RECOMMENDATIONS_LENGTH)
        return self._recommendations[film_id]

    def _alike(self, film: Film) -> dict[int, float]:
        scores = self._keyword_scores(film)
        ours, seed = _bits(film), film.id * _SCATTER_FACTOR
        for theirs, others in self._by_genres.items():
            if not ours & theirs:
                continue
            shared = (ours & theirs).bit_count() - 0.4 * (ours ^ theirs).bit_count()
            for other in others:
                scores[other] += shared + ((seed ^ other * 40_503) >> 5 & _SCATTER_MASK) * _SCATTER
        scores.pop(film.id, None)
        return scores

    def _liked_together(self, film: Film) -> dict[int, float]:
        scores = self._keyword_scores(film)
        for director in film.directors:
            for other in self._by_director[director]:
                scores[other] += 2.0
        ours = _bits(film)
        for theirs, others in self._by_genres.items():
            overlap = (ours & theirs).bit_count() / max(1, (ours | theirs).bit_count())
            if overlap < _SMALLEST_OVERLAP:
                continue
            for other in others:
                scores[other] += 1.5 * overlap
        return {
            other: score + self._worth[other] + self._kinship(film, self._films[other])
            for other, score in scores.items()
            if score > _SMALLEST_SCORE and other in self._worth and other != film.id
        }

    def _kinship(self, film: Film, other: Film) -> float:
        language = 0.4 if film.language == other.language else 0.0
        return language + 12.0 / (12.0 + abs(film.year - other.year))

    def _keyword_scores(self, film: Film) -> defaultdict[int, float]:
        """Return a score for each film with common keywords; rare keywords weigh more."""
        scores = defaultdict[int, float](float)
        for keyword in film.keywords:
            holders = self._by_keyword[keyword]
            weight = 2.0 / (1.0 + math.log(len(holders)))
            for other in holders:
                scores[other] += weight
        return scores


def _worth(film: Film) -> float:
    """Return a score of how much people like a film, and how many people rate it."""
    return 0.5 * (film.vote_average - 7.0) + 0.35 * math.log10(1 + film.vote_count)


def _bits(film: Film) -> int:
    return sum(_GENRE_BITS[genre] for genre in film.genres)


def _best(scores: Mapping[int, float], length: int) -> tuple[int, ...]:
    best = nlargest(length, ((score, other) for other, score in scores.items()))
    return tuple(other for _, other in best)


def _grouped(films: Iterable[Film], features: Callable[[Film], Iterable[_K]]) -> dict[_K, list[int]]:
    groups = defaultdict[_K, list[int]](list)
    for film in films:
        for feature in features(film):
            groups[feature].append(film.id)
    return groups
