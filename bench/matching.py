"""How many films of real members are matched to the right TMDB id: ``python -m bench.matching --data DIR``.

Every film of every member is searched by title and year through the stand-in's search, as the app does; the
year of 8 % of them is off by one, as it is in real profiles.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that the file also runs by its path

from infra.tmdb import wire
from services.enricher import best_match, near_match, search_plan
from services.models import Interaction, ListItem
from standin.model import Film
from standin.upstreams.tmdb import Tmdb
from standin.wire import Request
from standin.world import World

SHIFTED = 0.08
KEY = "bench"

Search = Callable[[str, int | None], tuple[ListItem, ...]]


def main() -> None:
    """Print the share of right matches, the searches a film took, and the misses by cause."""
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
            found, asked = _match(interaction, search)
            searches += asked
            cause = _cause(film, shift, found)
            causes[cause] += 1
            examples.setdefault(cause, f"{interaction.title} ({interaction.year})")
    total = causes.total()
    print(
        f"{total} films, {100 * causes['right'] / total:.2f} % right, {searches / total:.2f} searches a film"
    )
    for cause, number in causes.most_common():
        print(f"{number:7} {cause}" + ("" if cause == "right" else f", such as {examples[cause]}"))


def _search_of(world: World) -> Search:
    tmdb = Tmdb(world, KEY)

    @cache
    def search(title: str, year: int | None) -> tuple[ListItem, ...]:
        query = {"api_key": KEY, "query": title} | ({"primary_release_year": str(year)} if year else {})
        request = Request("GET", "/3/search/movie", "/3", "/search/movie", query, {})
        return wire.list_items(wire.decode(tmdb.reply(request, None).body, wire.Results))

    return search


def _match(interaction: Interaction, search: Search) -> tuple[ListItem | None, int]:
    seen: list[ListItem] = []
    plan = search_plan(interaction)
    for asked, query in enumerate(plan, start=1):
        seen.extend(search(query.title, query.year))
        best = best_match(interaction, seen)
        if best is not None:
            return best, asked
    return near_match(interaction, seen), len(plan)


def _cause(film: Film, shift: int, found: ListItem | None) -> str:
    if found is None:
        return "not found"
    if found.tmdb_id == film.id:
        return "right"
    if shift:
        return "taken for a film of the wrong year that was stated"
    return "taken for a namesake of the same year or one beside it"


if __name__ == "__main__":
    main()
