"""The reader of the plots of the catalogue's best-known films, written for it: one sentence in each language.

`plots.csv` holds one film per row: the plot in English and Spanish, the Spanish title if it differs, the cast
with their roles (`name: role`), the certification in the United States, and the countries of origin. A blank
field means unknown.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from standin.catalogue import DATA
from standin.facts import ENGLISH, Facts, Text
from standin.model import Film

FILE: Final = "plots.csv"
_SPANISH: Final = "es-ES"
_RATED_IN: Final = "US"


def with_plots(films: Iterable[Film], folder: Path = DATA) -> Iterator[Film]:
    """Yield the films; those in the file get their cast and facts.

    Raises OSError when the file is missing, ValueError for a row without a film or for two rows of one film.
    """
    rows = _rows(folder / FILE)
    for film in films:
        row = rows.pop((film.title, str(film.year)), None)
        yield film if row is None else _with_plot(film, row)
    if rows:
        raise ValueError(f"{FILE}: no such films: {sorted(rows)}")


def _rows(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if found.setdefault((row["title"], row["year"]), row) is not row:
                raise ValueError(f"{FILE}: {row['title']} ({row['year']}) stands twice")
    return found


def _with_plot(film: Film, row: dict[str, str]) -> Film:
    cast = [person.split(": ", 1) for person in row["cast"].split("|") if person]
    certification = row["certification"]
    facts = Facts(
        texts={
            ENGLISH: Text(film.title, row["overview"]),
            _SPANISH: Text(row["title_es"] or film.title, row["overview_es"]),
        },
        characters=tuple(role for _, role in cast),
        certifications={_RATED_IN: certification} if certification else {},
        countries=tuple(row["countries"].split("|")) if row["countries"] else (),
        poster_languages=("es",) if row["title_es"] else (),
    )
    return replace(film, cast=tuple(name for name, _ in cast), facts=facts)
