"""What the member watches most."""

from collections import Counter
from collections.abc import Iterable

from services.models import Preferences, RatedItem

TOP = 3


def preferences(rated: Iterable[RatedItem]) -> Preferences:
    """The three most frequent genres, directors and decades of ``rated``; ties go by the alphabet."""
    genres: Counter[str] = Counter()
    directors: Counter[str] = Counter()
    decades: Counter[str] = Counter()
    for film in rated:
        genres.update(film.item.genres)
        directors.update(film.item.directors)
        if film.item.year is not None:
            decades[decade(film.item.year)] += 1
    return Preferences(_top(genres), _top(directors), _top(decades))


def decade(year: int) -> str:
    """The decade of ``year``, as ``"1990s"``."""
    return f"{year // 10 * 10}s"


def _top(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP])
