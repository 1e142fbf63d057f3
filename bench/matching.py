"""The share of real members' films that get the right TMDB id: ``python -m bench.matching --data DIR``.

The application's own functions search every film of every member by title and year, through the stand-in's
search. The year of 8 % of the films is off by one, as in real profiles. It ends with status 1 below the bar.
"""

import argparse
import random
import sys
from collections import Counter
from functools import cache
from pathlib import Path

from infra.tmdb import schemas
from pipeline.matching import Search, find
from services.models.films import ListItem
from services.models.histories import Interaction, Unmatched
from standin.http_messages import Request
from standin.model import Film
from standin.upstreams.tmdb import Tmdb
from standin.world import World

SHIFTED = 0.08
KEY = "bench"
BAR = 0.999
"""The share that must be right."""


def main() -> int:
    """Print the share of right matches, the searches per film, and the misses by cause."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the catalogue and members")
    parser.add_argument(
        "--users", default="dev_users.json.gz", help="file of members in that folder, or a path"
    )
    arguments = parser.parse_args()
    world = World.from_files(arguments.data, arguments.users)
    search = _search_of(world)
    draw = random.Random(8)
    causes: Counter[str] = Counter()
    examples: dict[str, str] = {}
    searches = 0
    for member in world.members.values():
        for entry in member.entries:
            film = world.films[entry.film_id]
            shift = draw.choice((-1, 1)) if draw.random() < SHIFTED else 0
            interaction = Interaction(film.title, film.year + shift, None, None)
            found, asked = _found(interaction, search)
            searches += asked
            cause = _cause(film, shift, found)
            causes[cause] += 1
            examples.setdefault(cause, f"{interaction.title} ({interaction.year})")
    total = causes.total()
    print(
        f"{total} films, {100 * causes['right'] / total:.2f} % right (bar {100 * BAR:g} %), "
        f"{searches / total:.2f} searches a film"
    )
    for cause, number in causes.most_common():
        print(f"{number:7} {cause}" + ("" if cause == "right" else f", such as {examples[cause]}"))
    return 0 if causes["right"] >= BAR * total else 1


def _search_of(world: World) -> Search:
    tmdb = Tmdb(world, KEY)

    @cache
    def search(title: str, year: int | None) -> tuple[ListItem, ...]:
        query = {"api_key": KEY, "query": title} | ({"primary_release_year": str(year)} if year else {})
        request = Request("GET", "/3/search/movie", "/3", "/search/movie", query, {})
        return schemas.list_items(schemas.decode(tmdb.reply(request, None).body, schemas.Results))

    return search


def _found(interaction: Interaction, search: Search) -> tuple[int | Unmatched, int]:
    """Return the id that the application finds for the film, and the number of searches."""
    asked = 0

    def counted(title: str, year: int | None) -> tuple[ListItem, ...]:
        nonlocal asked
        asked += 1
        return search(title, year)

    return find(interaction, counted), asked


def _cause(film: Film, shift: int, found: int | Unmatched) -> str:
    if isinstance(found, Unmatched):
        return "not found"
    if found == film.id:
        return "right"
    if shift:
        return "taken for a film of the wrong year that was stated"
    return "taken for a namesake of the same year or one beside it"


if __name__ == "__main__":
    sys.exit(main())
