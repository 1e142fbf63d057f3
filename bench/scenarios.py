"""The jobs that measure the application, each with its bars."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.calls import Calls
from bench.client import Client, offers_of
from bench.cpu import big_profile
from bench.cpu_pressure import with_cpu_pressure
from bench.fault_scenarios import blocked, justwatch_hangs, throttled_now_and_then, throttled_once
from bench.few_films import few_films
from bench.huge_import import huge_import
from bench.identity_map import MAPPED_SHARE, write_identity_map
from bench.lower_bound import DEMO, Workload, total_s
from bench.measure import Job, Row, measure
from bench.processes import app, demo, redis, standin, worker, world
from bench.redis_far_away import redis_far_away
from bench.returning import returning_2000
from standin.world import World

NEAR_LOWER_BOUND, NEAREST_LOWER_BOUND = 1.15, 1.05
NOISE_S = 0.15  # the usual difference between the first cards of two equal jobs
SMALL, LARGE = Job("small", 50, 50), Job("large", 500, 500)


def cold_125() -> list[Row]:
    """Measure 125 films, 50 of them seeds."""
    row = _cold("cold 125", 125, 0.4)
    row.at_most("first card", row.run.first_card_s, 1.5)
    row.at_most("total", row.run.total_s, 12.0)
    row.at_most("TMDB calls", len(row.calls.of("tmdb")), 450)
    return [row]


def cold_500_and_warm() -> list[Row]:
    """Measure 500 films, 160 of them seeds; then the same job once more."""
    with world("large:500:0.32") as (upstreams, served):
        cold = measure("cold 500", upstreams, served, LARGE)
        warm = measure("warm 500", upstreams, served, LARGE)
    _check_first_time(cold)
    cold.at_most("first card", cold.run.first_card_s, 4.5)
    cold.at_most("times the lower bound", cold.of_lower_bound, NEAR_LOWER_BOUND)
    _check_repeated(warm, cold)
    return [cold, warm]


def mapped_500() -> list[Row]:
    """Measure 500 new films without a map of identities, then with one that knows 95 % of them."""
    with standin("bench.world", "large:500:0.32") as upstreams, TemporaryDirectory() as folder:
        films = World.bundled().with_member("large", 500, 0.32).films.values()
        path = Path(folder) / "identities.sqlite"
        write_identity_map(path, films)
        with app(upstreams) as served:
            searched = measure("500 searched", upstreams, served, LARGE)
        with app(upstreams, IDENTITY_MAP=str(path)) as served:
            unknown = round(LARGE.films * (1 - MAPPED_SHARE))
            mapped = measure("500 mapped", upstreams, served, Job("large", LARGE.films, unknown))
    _check_first_time(mapped)
    total_s, first_s = searched.lower_bound_s or 0.0, searched.run.first_card_s
    searched.at_most(f"of {total_s:.2f} s total", searched.run.total_s / total_s, 0.9)
    mapped.at_most(f"of {total_s:.2f} s total", mapped.run.total_s / total_s, 0.6)
    mapped.at_most("first card", mapped.run.first_card_s, (first_s or 0.0) + NOISE_S)
    mapped.check(
        "same films", set(map(_id, mapped.run.recommendations)) == set(map(_id, searched.run.recommendations))
    )
    return [searched, mapped]


def over_redis() -> list[Row]:
    """Measure the same job with Redis; then on another machine with that Redis and nothing in memory."""
    with redis() as url, standin("bench.world", "large:500:0.32") as upstreams:
        with app(upstreams, REDIS_URL=url, REDIS_REQUIRED="true") as served:
            cold = measure("cold 500, Redis", upstreams, served, LARGE)
            warm = measure("warm 500, Redis", upstreams, served, LARGE)
        with app(upstreams, REDIS_URL=url, REDIS_REQUIRED="true") as served:
            elsewhere = measure("warm 500, elsewhere", upstreams, served, LARGE)
    _check_first_time(cold)
    cold.at_most("times the lower bound", cold.of_lower_bound, NEAR_LOWER_BOUND)
    _check_repeated(warm, cold)
    elsewhere.lower_bound_s = None
    _check_same(elsewhere, cold)
    return [cold, warm, elsewhere]


def over_a_worker() -> list[Row]:
    """Measure the same job in a worker, on another machine than the web process."""
    with redis() as url, standin("bench.world", "large:500:0.32") as upstreams:
        settings = {"REDIS_URL": url, "REDIS_REQUIRED": "true", "JOB_BACKEND": "dramatiq"}
        with worker(upstreams, **settings), app(upstreams, **settings) as served:
            cold = measure("cold 500, worker", upstreams, served, LARGE)
            warm = measure("warm 500, worker", upstreams, served, LARGE)
    _check_first_time(cold)
    cold.at_most("times the lower bound", cold.of_lower_bound, NEAREST_LOWER_BOUND)
    _check_repeated(warm, cold, 0.5)
    return [cold, warm]


def restart() -> list[Row]:
    """Measure the same job in a process, then in another with its file, then with almost no memory."""
    with TemporaryDirectory() as folder, standin("bench.world", "large:500:0.32") as upstreams:
        path = f"{folder}/cache.sqlite3"
        with app(upstreams, CACHE_PATH=path) as served:
            cold = measure("cold 500, with a file", upstreams, served, LARGE)
        with app(upstreams, CACHE_PATH=path) as served:
            restarted = measure("500 after a restart", upstreams, served, LARGE)
        with app(upstreams, CACHE_PATH=path, CACHE_MAX_SIZE="1", CACHE_MAX_MB="1") as served:
            measure("the first job of a process", upstreams, served, LARGE)
            from_file = measure("warm 500 from the file", upstreams, served, LARGE)
    _check_first_time(cold)
    _check_repeated(restarted, cold, 1.0)
    _check_repeated(from_file, cold, 0.4)
    return [cold, restarted, from_file]


def cold_2000() -> list[Row]:
    """Measure 2,000 films, 600 of them seeds."""
    row = _cold("cold 2000", 2000, 0.3)
    row.at_most("times the lower bound", row.of_lower_bound, NEAR_LOWER_BOUND)
    row.at_most("growth in MB", row.growth_mb, 60)
    return [row]


def fair() -> list[Row]:
    """Measure 50 films alone, then beside 3,000."""
    members = ("small:50:0.4", "huge:3000:0.3")
    with world(*members) as (upstreams, served):
        alone = measure("50 alone", upstreams, served, SMALL)
    with world(*members) as (upstreams, served):
        client = Client(served.url)
        huge = client.submit("huge")
        time.sleep(10)
        beside = measure("50 beside 3000", upstreams, served, SMALL)
        client.cancel(huge)
    beside.at_most("total", beside.run.total_s, 2 * alone.run.total_s + 1)
    return [alone, beside]


def demo_300() -> list[Row]:
    """Measure the demo's member with 300 films; the offline world is in the process of the application."""
    with demo() as served:
        cpu_s, rss_mb = served.cpu_s, served.rss_mb
        run, cpu_pressure = with_cpu_pressure(lambda: Client(served.url).run("velvetfog"))
        row = Row("demo 300", run, Calls([]), served.cpu_s - cpu_s, served.peak_rss_mb)
        row.growth_mb, row.cpu_pressure = served.peak_rss_mb - rss_mb, cpu_pressure
    row.lower_bound_s = total_s(Workload(300, 300, len(run.recommendations)), DEMO)
    row.at_most("first card", run.first_card_s, 3.0)
    row.at_most("total", run.total_s, 22.0)
    return [row]


def _cold(name: str, films: int, seeds: float) -> Row:
    with world(f"member:{films}:{seeds}") as (upstreams, served):
        row = measure(name, upstreams, served, Job("member", films, films))
    _check_first_time(row)
    return row


def _check_first_time(row: Row) -> None:
    row.check(f"calls asked twice {row.calls.twice()} = 0", not row.calls.twice())


def _check_repeated(row: Row, first: Row, most_s: float = 0.3) -> None:
    row.lower_bound_s = None
    row.at_most("total", row.run.total_s, most_s)
    _check_same(row, first)


def _check_same(row: Row, first: Row) -> None:
    row.check(f"calls {len(row.calls.calls)} = 0", not row.calls.calls)
    row.check("same result", _result(row) == _result(first))


def _id(card: dict[str, Any]) -> object:
    return card["tmdb_id"]


def _result(row: Row) -> list[tuple[int, str]]:
    return [(card["tmdb_id"], offers_of(card)) for card in row.run.recommendations]


SCENARIOS: dict[str, Callable[[], list[Row]]] = {
    "cold-125": cold_125,
    "count-10": few_films,
    "cold-500": cold_500_and_warm,
    "mapped-500": mapped_500,
    "redis-500": over_redis,
    "worker-500": over_a_worker,
    "redis-slow": redis_far_away,
    "restart": restart,
    "cold-2000": cold_2000,
    "returning-2000": returning_2000,
    "fair": fair,
    "blocked": blocked,
    "justwatch": justwatch_hangs,
    "429": throttled_now_and_then,
    "429-burst": throttled_once,
    "demo-300": demo_300,
    "cpu-5000": big_profile,
    "huge-import": huge_import,
}
"""The scenarios by the name that ``--only`` takes."""
