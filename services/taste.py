"""The member's taste, as tables that score a film in a few look-ups. Films are added in any order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, log10

from services.casts import Casts
from services.eligibility import is_concert, is_short
from services.models.defaults import SEED_MIN_STARS
from services.models.films import ListItem
from services.models.histories import Interaction, RatedItem
from services.seeds import plan_seeds
from services.weights import DEFAULT, GENRE_SHARES, LANGUAGE_SHARES, Weights

YEARS = range(1870, 2101)
FAME_BINS = 20  # for each power of ten of votes
MOST_FAME = 7 * FAME_BINS


@dataclass(frozen=True, slots=True)
class Taste:
    """The tables of a member's taste, as ``docs/ranking.md`` defines them.

    A value is 0 or absent without evidence.
    """

    genres: Mapping[str, float]  # log of the share among watched films over the public's
    eras: Mapping[int, float]  # density of liked films around a year, 0-1
    fame: tuple[float, ...]  # log density of liked films around a number of votes, by ``fame_bin``
    languages: Mapping[str, float]  # log of the share among liked films over the public's
    directors: Mapping[str, float]  # log of 1 + the weights of the director's films that vote
    casts: Casts  # of the films that vote
    watches_shorts: bool
    watches_concerts: bool

    def watches(self, item: ListItem) -> bool:
        """Return whether ``item`` is no short and no concert, or the member watches such films."""
        return (self.watches_shorts or not is_short(item)) and (self.watches_concerts or not is_concert(item))

    @property
    def densest_era(self) -> float:
        """The density of the year with the most liked films around it; 0 without liked films."""
        return max(self.eras.values(), default=0.0)

    def genre_of(self, item: ListItem) -> float:
        """Return the mean affinity to the film's genres."""
        if not item.genres:
            return 0.0
        return sum([self.genres.get(name, 0.0) for name in item.genres]) / len(item.genres)

    def era_of(self, item: ListItem) -> float:
        """Return the affinity to the film's year; 0 when the year is not known."""
        return self.eras.get(item.year, 0.0) if item.year is not None else 0.0

    def fame_of(self, item: ListItem) -> float:
        """Return the affinity to the film's number of votes."""
        return self.fame[fame_bin(item.vote_count)]

    def language_of(self, item: ListItem) -> float:
        """Return the affinity to the film's original language."""
        return self.languages.get(item.original_language, 0.0)

    def director_of(self, directors: tuple[str, ...]) -> float:
        """Return the affinity to the best liked of ``directors``."""
        return max([self.directors.get(name, 0.0) for name in directors], default=0.0)


def fame_bin(votes: int) -> int:
    """Return the bin of a number of votes: there are ``FAME_BINS`` for each power of ten."""
    return min(MOST_FAME, round(FAME_BINS * log10(votes))) if votes > 1 else 0


@dataclass(frozen=True, slots=True)
class _Film:
    interaction: Interaction
    genres: tuple[str, ...]
    year: int | None
    fame: int
    language: str
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    is_short: bool
    is_concert: bool


class TasteBuilder:
    """The builder of a ``Taste`` from the member's films, which are added one by one."""

    def __init__(self, seed_min_stars: float = SEED_MIN_STARS, weights: Weights = DEFAULT) -> None:
        self._seed_min_stars = seed_min_stars
        self._weights = weights
        self._films: dict[int, _Film] = {}
        self._taste: Taste | None = None

    def add(self, rated: RatedItem) -> None:
        """Add a film. A film that is matched twice counts once, with its better rating."""
        item = rated.item
        known = self._films.get(item.tmdb_id)
        if known is not None and _rating(known.interaction) >= _rating(rated.interaction):
            return
        self._taste = None
        self._films[item.tmdb_id] = _Film(
            interaction=rated.interaction,
            genres=item.genres,
            year=item.year,
            fame=fame_bin(item.vote_count),
            language=item.original_language,
            directors=item.directors,
            cast=item.cast,
            is_short=is_short(item),
            is_concert=is_concert(item),
        )

    def taste(self) -> Taste:
        """Return the taste by the films that were added so far.

        This takes about 5 ms for 1,000 films. Without a new film since the last call, the result is cached.
        """
        if self._taste is None:
            self._taste = self._measure()
        return self._taste

    def _measure(self) -> Taste:
        films = [self._films[tmdb_id] for tmdb_id in sorted(self._films)]
        plan = plan_seeds((film.interaction for film in films), self._seed_min_stars)
        likes = [film for film in films if plan.is_like(film.interaction)]
        directors: Counter[str] = Counter()
        for film in films:
            weight = round(1000 * plan.weight(film.interaction))  # integers: the order does not change a sum
            directors.update(dict.fromkeys(film.directors, weight))
        return Taste(
            genres=self._genres(films),
            eras=self._eras(likes),
            fame=self._fame(likes),
            languages=self._languages(likes),
            directors={name: log(1 + weight / 1000) for name, weight in directors.items() if weight},
            casts=Casts.of((film.cast, plan.weight(film.interaction)) for film in films),
            watches_shorts=any(film.is_short for film in films),
            watches_concerts=any(film.is_concert for film in films),
        )

    def _genres(self, films: list[_Film]) -> dict[str, float]:
        if not films:
            return {}
        counts = Counter(name for film in films for name in film.genres)
        return _log_ratios(counts, len(films), GENRE_SHARES, self._weights.genre_smoothing)

    def _languages(self, likes: list[_Film]) -> dict[str, float]:
        if not likes:
            return {}
        counts = Counter(film.language for film in likes)
        return _log_ratios(counts, len(likes), LANGUAGE_SHARES, self._weights.language_smoothing)

    def _eras(self, likes: list[_Film]) -> dict[int, float]:
        years = Counter(film.year for film in likes if film.year is not None)
        return (
            dict(zip(YEARS, _densities(years, YEARS, self._weights.era_years), strict=True)) if years else {}
        )

    def _fame(self, likes: list[_Film]) -> tuple[float, ...]:
        if not likes:
            return (0.0,) * (MOST_FAME + 1)
        fames = Counter(film.fame for film in likes)
        densities = _densities(fames, range(MOST_FAME + 1), self._weights.fame_width * FAME_BINS)
        return tuple(log(self._weights.fame_smoothing + density) for density in densities)


def _rating(interaction: Interaction) -> tuple[float, bool]:
    return interaction.rating_stars or 0.0, interaction.liked


def _log_ratios(
    counts: Mapping[str, int], total: int, public: Mapping[str, float], smoothing: float
) -> dict[str, float]:
    return {
        name: log((counts.get(name, 0) / total + smoothing) / (public.get(name, 0.0) + smoothing))
        for name in sorted({*counts, *public})
    }


def _densities(counts: Mapping[int, int], points: range, width: float) -> list[float]:
    """Return the kernel density at each of ``points``.

    This is the mean of e^(-distance / width) over the points in ``counts``, each as often as it is counted.
    """
    total = sum(counts.values())
    shares = sorted((point, count / total) for point, count in counts.items())
    reach = max(points[-1], shares[-1][0]) - min(points[0], shares[0][0])
    kernel = [exp(-distance / width) for distance in range(reach + 1)]
    return [sum([share * kernel[abs(point - other)] for other, share in shares]) for point in points]
