"""How long it takes to score a big profile's candidates: ``python -m bench.scoring_speed``.

An invented member with 1,000 films, whose lists name over 5,000 others. Timed are the tables of taste, the
shortlist by list data and the final ranking, with nothing kept from before; CPU time, the best of a few runs.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that the file also runs by its path

from services.candidates import CandidatePool
from services.eligibility import Eligibility
from services.exclusions import Exclusions
from services.models.films import Item
from services.models.histories import Interaction, RatedItem
from services.recommender import rank
from services.seeds import select_seeds
from services.taste import TasteBuilder
from services.weights import GENRE_SHARES

FILMS = 7000
WATCHED = 1000
SHOWN = 150
RUNS = 7


def main() -> None:
    """Print the number of candidates and the milliseconds that their scoring took."""
    draw = Random(5)
    films = [_film(number, draw) for number in range(FILMS)]
    profile = [
        RatedItem(Interaction(each.title, each.year, None, draw.choice((2.0, 3.0, 3.5, 4.0, 5.0))), each)
        for each in (_with_lists(film, films, draw) for film in films[:WATCHED])
    ]
    seen, pool = Exclusions(), CandidatePool(Eligibility("2026-01-01"))
    for rated in profile:
        seen.add(rated.interaction)
        seen.add_item(rated.item)
    for seed in select_seeds(profile).voters:
        pool.add_seed(seed)
    best_s = min(_score_s(profile, films, pool, seen) for _ in range(RUNS))
    print(f"{len(pool)} candidates, {1000 * best_s:.0f} ms")


def _score_s(profile: list[RatedItem], films: list[Item], pool: CandidatePool, seen: Exclusions) -> float:
    builder = TasteBuilder()
    for rated in profile:
        builder.add(rated)
    begin = time.process_time()
    taste = builder.taste()
    shortlist = pool.best(SHOWN, taste, seen)
    details = [films[each.candidate.item.tmdb_id] for each in shortlist]
    rank(pool, details, taste, seen)
    return time.process_time() - begin


def _film(number: int, draw: Random) -> Item:
    year = draw.randint(1940, 2024)
    return Item(
        tmdb_id=number,
        title=f"Film {number}",
        original_title=f"Film {number}",
        year=year,
        release_date=f"{year}-06-01",
        genres=tuple(draw.sample(sorted(GENRE_SHARES.keys() - {"TV Movie"}), draw.randint(1, 4))),
        vote_average=draw.uniform(7.0, 8.5),
        vote_count=draw.randint(60, 20000),
        popularity=10.0,
        poster_path=None,
        original_language=draw.choice(("en", "en", "fr", "ja")),
        runtime_min=100,
        directors=(f"Director {draw.randint(1, 900)}",),
    )


def _with_lists(film: Item, films: list[Item], draw: Random) -> Item:
    return replace(film, similar=tuple(draw.sample(films, 20)), recommendations=tuple(draw.sample(films, 20)))


if __name__ == "__main__":
    main()
