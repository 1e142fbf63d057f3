"""The two data sets ("beds") that test the ranking: films with lists, members with held-out films."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.models.films import Item, ListItem
from services.models.histories import Interaction, RatedItem

FIRST_PAGE = 20
MOST_CAST = 5  # names of a cast that the application keeps of TMDB's answers
USERS = {"lb": "dev_users.json.gz", "ml": "ml_dev_users.json.gz"}


@dataclass(frozen=True, slots=True)
class Member:
    """A member: the films that the ranking may see, and the ids of the liked films that it should find."""

    name: str
    rated: tuple[RatedItem, ...]
    held_out: frozenset[int]


@dataclass(frozen=True, slots=True)
class Bed:
    """Films by TMDB id, each with the first page of its lists, and members."""

    films: Mapping[int, Item]
    members: tuple[Member, ...]


def load_bed(data: Path, bed: str, users: str | None) -> Bed:
    """Return the bed ``lb`` or ``ml`` of the folder ``data``.

    ``users`` names another file of members, in that folder or anywhere. Members without held-out films are
    left out, as nothing can be found for them.
    """
    films = _films(data, _lists(data, bed))
    path = data / (users or USERS[bed])
    records = _read(path if users is None or path.exists() else Path(users))
    return Bed(films, tuple(_member(record, films) for record in records if record["hidden"]))


def _lists(data: Path, bed: str) -> Mapping[str, Mapping[str, list[int]]]:
    if bed == "ml":
        real: dict[str, dict[str, list[int]]] = _read(data / "real_tmdb_lists_2018.json.gz")
        return {name: {film: real[film][name] for film in real} for name in ("similar", "recommendations")}
    return {name: _read(data / f"{name}.json.gz") for name in ("similar", "recommendations")}


def _films(data: Path, lists: Mapping[str, Mapping[str, list[int]]]) -> dict[int, Item]:
    with gzip.open(data / "catalogue.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = {record["tmdb_id"]: record for record in map(json.loads, lines)}
    shown = {tmdb_id: ListItem(**_facts(record)) for tmdb_id, record in records.items()}

    def neighbours(name: str, tmdb_id: int) -> tuple[ListItem, ...]:
        return tuple(
            shown[other] for other in lists[name].get(str(tmdb_id), [])[:FIRST_PAGE] if other in shown
        )

    return {
        tmdb_id: Item(
            **_facts(record),
            runtime_min=record["runtime"] or None,
            directors=tuple(record["director"].split(", ")) if record["director"] else (),
            cast=tuple(record["cast"][:MOST_CAST]),
            imdb_id=record["imdb_id"],
            similar=neighbours("similar", tmdb_id),
            recommendations=neighbours("recommendations", tmdb_id),
        )
        for tmdb_id, record in records.items()
    }


def _facts(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tmdb_id": record["tmdb_id"],
        "title": record["title"],
        "original_title": record["original_title"],
        "year": record["year"],
        "release_date": record["release_date"] or f"{record['year']}-01-01",  # the catalogue lacks some days
        "genres": tuple(record["genres"]),
        "vote_average": record["vote_average"],
        "vote_count": record["vote_count"],
        "popularity": record["popularity"] or 0.0,
        "poster_path": None,
        "original_language": record["original_language"] or "",
    }


def _member(record: Mapping[str, Any], films: Mapping[int, Item]) -> Member:
    rated = tuple(
        RatedItem(Interaction(film["title"], film["year"], None, film["rating"]), films[film["tmdb_id"]])
        for film in record["profile"]
        if film["tmdb_id"] in films
    )
    return Member(record["user"], rated, frozenset(record["hidden"]))


def _read(path: Path) -> Any:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return json.load(file)
