"""The members of a crowd: recorded members as long as there are any, then invented ones.

The films of an invented member are drawn by how many people voted for them, so that many see famous films.
"""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.beds import USERS
from standin.files import read_films
from standin.model import Film
from standin.world import World

_FILMS = (40, 260)  # of an invented member, from and to
_STARS = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0)
_SHARES = (8, 8, 18, 20, 24, 10, 12)  # of each rating, in percent

Record = dict[str, Any]
"""A member in the form that ``standin.files`` reads."""


def crowd(number: int, data: Path | None) -> tuple[list[Record], int]:
    """Return ``number`` members in a random order that is always the same, and how many are recorded."""
    draw = random.Random(14)
    recorded = [] if data is None else [record for name in USERS.values() for record in _read(data / name)]
    draw.shuffle(recorded)
    recorded = recorded[:number]
    there = [film for film in films_of(data) if not film.series]
    invented = [_invented(f"invented-{each}", there, draw) for each in range(number - len(recorded))]
    members = recorded + invented
    draw.shuffle(members)
    return members, len(recorded)


def films_of(data: Path | None) -> Sequence[Film]:
    """Return the films of the recorded world in the folder ``data``; without one, of the bundled world."""
    return list(World.bundled().films.values()) if data is None else read_films(data)


def write_members(members: Sequence[Record], path: Path) -> None:
    """Write a file of members."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(members, file)


def _invented(name: str, films: Sequence[Film], draw: random.Random) -> Record:
    order = sorted(films, key=lambda film: draw.expovariate(max(1, film.vote_count)))
    watched = order[: draw.randint(*_FILMS)]
    stars = draw.choices(_STARS, _SHARES, k=len(watched))
    profile = [{"tmdb_id": film.id, "rating": rating} for film, rating in zip(watched, stars, strict=True)]
    return {"user": name, "profile": profile}


def _read(path: Path) -> list[Record]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records: list[Record] = json.load(file)
    return records
