"""The jobs that the app is measured by, each with its bars."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.calls import Calls
from bench.client import Client, offers_of
from bench.measure import Row, measure
from bench.processes import AppProcess, StandInProcess, app, standin

NEAR_FLOOR = 1.15

Fault = Callable[[StandInProcess], None]


@contextmanager
def world(*members: str) -> Iterator[tuple[StandInProcess, AppProcess]]:
    """A stand-in with ``members`` (as ``bench.world`` reads them) and a cold app before it."""
    with standin("bench.world", *members) as upstreams, app(upstreams) as served:
        yield upstreams, served


def cold_125() -> list[Row]:
    """125 films, 50 of them seeds."""
    row = _cold("cold 125", 125, 0.4)
    row.at_most("first card", row.run.first_card_s, 1.5)
    row.at_most("total", row.run.total_s, 12.0)
    row.at_most("TMDB calls", len(row.calls.of("tmdb")), 450)
    return [row]


def cold_500_and_warm() -> list[Row]:
    """500 films, 160 of them seeds; then the same job once more."""
    with world("large:500:0.32") as (upstreams, served):
        cold = measure("cold 500", upstreams, served, "large", films=500)
        warm = measure("warm 500", upstreams, served, "large", films=500, unknown=0)
    _check_first_time(cold)
    cold.at_most("first card", cold.run.first_card_s, 4.5)
    cold.at_most("times the floor", cold.of_floor, NEAR_FLOOR)
    warm.floor_s = None
    warm.at_most("total", warm.run.total_s, 0.3)
    warm.check(f"calls {len(warm.calls.calls)} = 0", not warm.calls.calls)
    warm.check("same result", _result(warm) == _result(cold))
    return [cold, warm]


def cold_2000() -> list[Row]:
    """2,000 films, 600 of them seeds."""
    row = _cold("cold 2000", 2000, 0.3)
    row.at_most("times the floor", row.of_floor, NEAR_FLOOR)
    row.at_most("growth in MB", row.growth_mb, 60)
    return [row]


def fair() -> list[Row]:
    """50 films alone, then beside 3,000."""
    members = ("small:50:0.4", "huge:3000:0.3")
    with world(*members) as (upstreams, served):
        alone = measure("50 alone", upstreams, served, "small", films=50)
    with world(*members) as (upstreams, served):
        client = Client(served.url)
        huge = client.submit("huge")
        time.sleep(10)
        beside = measure("50 beside 3000", upstreams, served, "small", films=50)
        client.cancel(huge)
    beside.at_most("total", beside.run.total_s, 2 * alone.run.total_s + 1)
    return [alone, beside]


def justwatch_hangs() -> list[Row]:
    """JustWatch never answers."""
    normal, slow = _normal_and_spoilt(
        "JustWatch hangs", lambda upstreams: upstreams.set_fault(service="justwatch", kind="timeout", delay_s=60)
    )
    known = [card for card in slow.run.recommendations if card["availability"] == "known"]
    slow.check(f"offers known of {len(known)} = all", len(known) == len(slow.run.recommendations))
    with_offers = [card for card in known if offers_of(card) != "[]"]
    slow.check(f"{len(with_offers)} with offers of TMDB's", len(with_offers) > len(known) / 2)
    slow.at_most("total", slow.run.total_s, 1.3 * normal.run.total_s)
    return [normal, slow]


def throttled_now_and_then() -> list[Row]:
    """Every tenth call to TMDB is told to slow down."""
    normal, slow = _normal_and_spoilt(
        "every 10th 429", lambda upstreams: upstreams.set_fault(service="tmdb", kind="throttle", every=10)
    )
    slow.check("same result", _films(slow) == _films(normal))
    slow.at_most("total", slow.run.total_s, 1.5 * normal.run.total_s)
    return [normal, slow]


def throttled_once() -> list[Row]:
    """In the middle of the job TMDB asks for a pause of two seconds."""

    def burst(upstreams: StandInProcess) -> None:
        fault = {"service": "tmdb", "kind": "throttle", "times": 5, "retry_after_s": 2}
        threading.Timer(3.0, upstreams.set_fault, kwargs=fault).start()

    normal, slow = _normal_and_spoilt("429 burst", burst)
    quiet_s = _silence_s(slow.calls)
    slow.check(f"silence {quiet_s:.2f} s >= 2", quiet_s >= 2)  # noqa: PLR2004
    slow.check("same result", _films(slow) == _films(normal))
    slow.at_most("total", slow.run.total_s, normal.run.total_s + 4)
    return [normal, slow]


def _cold(name: str, films: int, seeds: float) -> Row:
    with world(f"member:{films}:{seeds}") as (upstreams, served):
        row = measure(name, upstreams, served, "member", films=films)
    _check_first_time(row)
    return row


def _check_first_time(row: Row) -> None:
    row.check(f"calls asked twice {row.calls.twice()} = 0", not row.calls.twice())


def _normal_and_spoilt(name: str, fault: Fault) -> tuple[Row, Row]:
    """The same job of 125 films twice, each cold: as usual, and with ``fault``."""
    with world("member:125:0.4") as (upstreams, served):
        normal = measure("normal", upstreams, served, "member", films=125)
    with world("member:125:0.4") as (upstreams, served):
        fault(upstreams)
        spoilt = measure(name, upstreams, served, "member", films=125)
    return normal, spoilt


def _silence_s(calls: Calls) -> float:
    """Seconds without a call after the last 429 was answered; what was under way then had to arrive."""
    answered = [call.at_s for call in calls.of("tmdb") if call.status == 429]  # noqa: PLR2004
    if not answered:
        return 0.0
    later = [call.at_s for call in calls.of("tmdb") if call.at_s > answered[-1]]
    gaps = [after - before for before, after in zip([answered[-1], *later], later, strict=False)]
    return max(gaps, default=0.0)


def _films(row: Row) -> list[int]:
    return [card["tmdb_id"] for card in row.run.recommendations]


def _result(row: Row) -> list[tuple[int, str]]:
    return [(card["tmdb_id"], offers_of(card)) for card in row.run.recommendations]


SCENARIOS: dict[str, Callable[[], list[Row]]] = {
    "cold-125": cold_125,
    "cold-500": cold_500_and_warm,
    "cold-2000": cold_2000,
    "fair": fair,
    "justwatch": justwatch_hangs,
    "429": throttled_now_and_then,
    "429-burst": throttled_once,
}
"""By the name that ``--only`` takes."""
