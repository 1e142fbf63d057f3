"""The processor time for a profile of 5,000 films: reading its pages, and scoring it.

The clients and decisions are the application's own, in this process. The time to make the pages and answers
does not count.
"""

import time
from collections.abc import Sequence

from bench.calls import Calls
from bench.client import Run
from bench.measure import Row
from bench.offline import Offline
from bench.rankers import model_of
from bench.scattered_lists import world_of
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.models.defaults import MAX_RECOMMENDATIONS
from services.models.histories import Interaction, RatedItem

FILMS = 5000
SEEDS = 0.3
MOST_S = 2.0
MEMBER = "collector"


def big_profile() -> list[Row]:
    """Measure the CPU of the pages and the scoring against the bar; also that of a job without HTTP."""
    world = world_of(MEMBER, FILMS, SEEDS)
    offline = Offline(world)
    interactions, pages_s = _read_pages(offline)
    ids = {film.slug: film.id for film in world.films.values()}
    rated = [RatedItem(film, offline.tmdb.film(ids[film.slug or ""])) for film in interactions]
    scoring_s = _score(offline, rated)
    offline.close()
    row = _row("5000: pages + scoring", pages_s + scoring_s)
    row.at_most(f"pages {pages_s:.2f} + scoring {scoring_s:.2f} =", pages_s + scoring_s, MOST_S)
    offline = Offline(world)
    cold_s, warm_s = offline.run(MEMBER), offline.run(MEMBER)
    offline.close()
    return [row, _row("5000: job without HTTP", cold_s), _row("5000: the same, warm", warm_s)]


def _read_pages(offline: Offline) -> tuple[list[Interaction], float]:
    first = offline.letterboxd.films_page(MEMBER, 1)
    offline.watch.restart()
    found = [offline.letterboxd.films_page(MEMBER, number) for number in range(1, first.pages + 1)]
    return [film for page in found for film in page.interactions], offline.watch.cpu_s


def _score(offline: Offline, rated: Sequence[RatedItem]) -> float:
    """Return the CPU seconds from rated films to a ranking: taste, votes, shortlist, final order."""
    started_s = time.process_time()
    exclusions = Exclusions()
    group = GroupRanker([model_of(rated, exclusions)], exclusions)
    chosen = group.best(MAX_RECOMMENDATIONS)
    before_s = time.process_time() - started_s
    items = [offline.tmdb.film(each.candidate.item.tmdb_id) for each in chosen]
    started_s = time.process_time()
    group.rank(items, MAX_RECOMMENDATIONS)
    return before_s + time.process_time() - started_s


def _row(name: str, cpu_s: float) -> Row:
    return Row(name, Run("", 0.0), Calls([]), cpu_s)
