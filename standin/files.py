"""The reader of a world in files: recorded films, lists and members, with their real ids and slugs.

All files are gzipped JSON: `catalogue.jsonl.gz` (one film per line), `similar.json.gz` and
`recommendations.json.gz` (film id to film ids), and a file of members
(`[{user, profile: [{tmdb_id, rating}]}]`).
"""

import gzip
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from standin.catalogue import derived_release_date, with_unique_slugs
from standin.model import GENRE_IDS, Film, Member, MemberFilm
from standin.text import slug


class RecordedLists:
    """The recorded lists, each read at its first use. Raises OSError at once when a file is missing."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: folder / f"{name}.json.gz" for name in ("similar", "recommendations")}
        for path in self._files.values():
            path.stat()

    def similar(self, film_id: int) -> Sequence[int]:
        """Return the recorded list of similar films. Raises KeyError for an unknown film."""
        return self._similar[str(film_id)]

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Return the recorded list of recommendations. Raises KeyError for an unknown film."""
        return self._recommendations[str(film_id)]

    @cached_property
    def _similar(self) -> dict[str, list[int]]:
        return _lists(self._files["similar"])

    @cached_property
    def _recommendations(self) -> dict[str, list[int]]:
        return _lists(self._files["recommendations"])


def read_films(folder: Path) -> list[Film]:
    """Return the films; one without a recorded slug gets a slug. Raises OSError when the file is missing."""
    with gzip.open(folder / "catalogue.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    recorded = [_film(record, record["letterboxd_slug"]) for record in records if record["letterboxd_slug"]]
    others = [_film(record, slug(record["title"])) for record in records if not record["letterboxd_slug"]]
    return [*recorded, *with_unique_slugs(others, reserved=(film.slug for film in recorded))]


def read_members(path: Path) -> list[Member]:
    """Return the members of a users file, which records no likes. Raises OSError when the file is missing."""
    return [
        Member(
            name=record["user"].lower(),
            entries=tuple(
                MemberFilm(seen["tmdb_id"], seen["rating"], liked=False) for seen in record["profile"]
            ),
        )
        for record in _read(path)
    ]


def _lists(path: Path) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = _read(path)
    return lists


def _read(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _some_day_of(year: int | None, film_id: int) -> str:
    """Return a release date for a recorded film that has only a year; empty without a year."""
    return derived_release_date(year, film_id) if year else ""


def _film(record: dict[str, Any], film_slug: str) -> Film:
    return Film(
        id=record["tmdb_id"],
        title=record["title"],
        original_title=record["original_title"],
        year=record["year"],
        release_date=record["release_date"] or _some_day_of(record["year"], record["tmdb_id"]),
        directors=tuple(record["director"].split(", ")) if record["director"] else (),
        genres=tuple(genre for genre in record["genres"] if genre in GENRE_IDS),
        language=record["original_language"],
        runtime_min=record["runtime"] or 0,
        keywords=tuple(record["keywords"]),
        vote_average=record["vote_average"],
        vote_count=record["vote_count"],
        popularity=record["popularity"],
        slug=film_slug,
        imdb_id=record["imdb_id"],
        cast=tuple(record["cast"]),
    )
