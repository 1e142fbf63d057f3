"""The reader of the bundled catalogue: hand-written rows, completed with values derived from them."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from zlib import crc32

from standin.model import GENRE_IDS, Film
from standin.text import chance, pick, slug

DATA: Final = Path(__file__).parent / "data"
FILES: Final = ("films_to_1974.csv", "films_1975_1999.csv", "films_from_2000.csv")
SERIES: Final = "series.csv"
_HEADER: Final = [
    "title",
    "original_title",
    "year",
    "director",
    "genres",
    "language",
    "runtime",
    "keywords",
    "rating",
    "votes",
]

_FIRST_ID: Final = 10_000_000
_ID_RANGE: Final = 90_000_000
_NEXT_YEAR_SHARE: Final = 0.02
"""The share of films that TMDB dates one year after their premiere. Matching by year alone misses them."""


def read_catalogue(folder: Path = DATA) -> list[Film]:
    """Return the films and the series of the catalogue.

    Raises OSError when a file is missing, ValueError for a bad row or for two films with the same id.
    """
    films = [_film(row) for name in FILES for row in _rows(folder / name)]
    films += [replace(_film(row), series=True) for row in _rows(folder / SERIES)]
    by_id: dict[int, Film] = {}
    for film in films:
        other = by_id.setdefault(film.id, film)
        if other is not film:
            raise ValueError(f"{film.name} and {other.name} have the same id or stand twice")
    return list(with_unique_slugs(films))


def derived_popularity(vote_count: int, *parts: object) -> float:
    """Return a popularity that grows with the votes, with some scatter that depends on the parts alone."""
    return round(math.sqrt(vote_count) * (0.3 + 0.4 * chance("popularity", *parts)), 3)


def derived_release_date(year: int, *parts: object) -> str:
    """Return an ISO date in the year, always the same for the same parts."""
    return f"{year}-{1 + pick(12, 'month', *parts):02d}-{1 + pick(28, 'day', *parts):02d}"


def with_unique_slugs(films: Iterable[Film], reserved: Iterable[str] = ()) -> Iterator[Film]:
    """Yield the films with unique slugs, by descending votes.

    Letterboxd does the same: of films with one title, the best-known film keeps the slug, and the slugs of
    the others end with their year. No film gets a reserved slug.
    """
    taken = set(reserved)
    for film in sorted(films, key=lambda film: (-film.vote_count, film.id)):
        wanted = film.slug or f"film-{film.id}"
        candidates = (wanted, f"{wanted}-{film.year}", f"{wanted}-{film.year}-{film.id}")
        chosen = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(chosen)
        yield film if chosen == film.slug else replace(film, slug=chosen)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != _HEADER:
            raise ValueError(f"{path.name}: unexpected header {reader.fieldnames}")
        yield from reader


def _film(row: dict[str, str]) -> Film:
    title, year, votes = row["title"], int(row["year"]), int(row["votes"])
    genres = tuple(row["genres"].split("|"))
    if unknown := set(genres) - set(GENRE_IDS):
        raise ValueError(f"{title}: unknown genres {unknown}")
    film_id = _FIRST_ID + crc32(f"{title} ({year})".encode()) % _ID_RANGE
    late = chance("late", film_id) < _NEXT_YEAR_SHARE
    return Film(
        id=film_id,
        title=title,
        original_title=row["original_title"],
        year=year,
        release_date=f"{year + 1}-01-17" if late else derived_release_date(year, film_id),
        directors=tuple(row["director"].split(" & ")),
        genres=genres,
        language=row["language"],
        runtime_min=int(row["runtime"]),
        keywords=tuple(row["keywords"].split("|")),
        vote_average=float(row["rating"]),
        vote_count=votes,
        popularity=derived_popularity(votes, film_id),
        slug=slug(title),
        imdb_id=f"tt9{film_id}0",
    )
