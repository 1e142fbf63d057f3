"""Jobs while an upstream has a fault, each beside the same job without it."""

import threading
from collections.abc import Callable
from itertools import pairwise

from bench.calls import Calls
from bench.client import offers_of
from bench.measure import Job, Row, measure
from bench.processes import StandInProcess, world

MEMBER = "member:125:0.4"
FEED = 50  # films of the feed
OK, THROTTLED, UNAVAILABLE = 200, 429, 503
PAUSE_S = 2.0
BURST = 3  # calls: as many as run at once, so that they cause one pause and not several

Fault = Callable[[StandInProcess], None]


def blocked() -> list[Row]:
    """Measure a job while Letterboxd shows its pages to nobody: first with the feed, then without it."""
    with world(MEMBER) as (upstreams, served):
        upstreams.set_fault(service="letterboxd", kind="challenge")
        partial = measure("blocked", upstreams, served, Job("member", FEED, 0))
        partial.check("stands on the feed", partial.run.result.get("data_freshness") == "rss_partial")
    with world(MEMBER) as (upstreams, served):
        for service in ("letterboxd", "rss"):
            upstreams.set_fault(service=service, kind="challenge")
        refused = measure("blocked, feed too", upstreams, served, Job("member", FEED, FEED, UNAVAILABLE))
        refused.check(f"asks to come back in {refused.run.retry_after_s} s", bool(refused.run.retry_after_s))
    return [partial, refused]


def justwatch_hangs() -> list[Row]:
    """Measure a job while JustWatch never answers."""
    normal, slow = _normal_and_faulty(
        "JustWatch hangs",
        lambda upstreams: upstreams.set_fault(service="justwatch", kind="timeout", delay_s=60),
    )
    known = [card for card in slow.run.recommendations if card["availability"] == "known"]
    slow.check(f"offers known of {len(known)} = all", len(known) == len(slow.run.recommendations))
    with_offers = [card for card in known if offers_of(card) != "[]"]
    slow.check(f"{len(with_offers)} with offers of TMDB's", len(with_offers) > len(known) / 2)
    slow.at_most("total", slow.run.total_s, 1.3 * normal.run.total_s)
    return [normal, slow]


def throttled_now_and_then() -> list[Row]:
    """Measure a job while every tenth call to TMDB is throttled."""
    normal, slow = _normal_and_faulty(
        "every 10th 429", lambda upstreams: upstreams.set_fault(service="tmdb", kind="throttle", every=10)
    )
    slow.check("same result", _films(slow) == _films(normal))
    slow.at_most("total", slow.run.total_s, 1.5 * normal.run.total_s)
    return [normal, slow]


def throttled_once() -> list[Row]:
    """Measure a job in the middle of which TMDB asks for a pause of two seconds."""

    def burst(upstreams: StandInProcess) -> None:
        fault = {"service": "tmdb", "kind": "throttle", "times": BURST, "retry_after_s": PAUSE_S}
        threading.Timer(3.0, upstreams.set_fault, kwargs=fault).start()

    normal, slow = _normal_and_faulty("429 burst", burst)
    quiet_s = _silence_s(slow.calls)
    slow.check(f"silence {quiet_s:.2f} s >= 2", quiet_s >= PAUSE_S)
    slow.check("same result", _films(slow) == _films(normal))
    slow.at_most("total", slow.run.total_s, normal.run.total_s + 4)
    return [normal, slow]


def _normal_and_faulty(name: str, fault: Fault) -> tuple[Row, Row]:
    """Return the rows of the same job of 125 films, cold each time: as usual, and with ``fault``."""
    with world(MEMBER) as (upstreams, served):
        normal = measure("normal", upstreams, served, Job("member", 125, 125))
    with world(MEMBER) as (upstreams, served):
        fault(upstreams)
        faulty = measure(name, upstreams, served, Job("member", 125, 125))
    return normal, faulty


def _silence_s(calls: Calls) -> float:
    """Return the longest time without a call since the first that was throttled; 0 without one."""
    throttled = [call.at_s for call in calls.of("tmdb") if call.status == THROTTLED]
    times = [call.at_s for call in calls.of("tmdb") if throttled and call.at_s >= throttled[0]]
    return max((after - before for before, after in pairwise(times)), default=0.0)


def _films(row: Row) -> list[int]:
    return [card["tmdb_id"] for card in row.run.recommendations]
