"""The application with a distant Redis, against none: how much slower it is, and whether it says so."""

from typing import Any
from urllib.parse import urlsplit

import requests

from bench.measure import Job, Row, measure
from bench.processes import StandInProcess, app, redis, standin
from bench.slow_link import slow_link

AWAY_S = (0.02, 0.1)
AT_MOST_TIMES = 1.3
MEMBER = Job("large", 500, 500)


def redis_far_away() -> list[Row]:
    """Measure a job of 500 films in memory, then with a Redis 20 and 100 ms away."""
    with standin("bench.world", "large:500:0.32") as upstreams:
        with app(upstreams) as served:
            near = measure("cold 500, memory", upstreams, served, MEMBER)
        return [near, *(_away(upstreams, round_trip_s, near) for round_trip_s in AWAY_S)]


def _away(upstreams: StandInProcess, round_trip_s: float, near: Row) -> Row:
    name = f"cold 500, Redis {round_trip_s * 1000:.0f} ms away"
    with redis() as url, slow_link(urlsplit(url).port or 0, round_trip_s) as link:
        address = f"redis://127.0.0.1:{link.port}/0"
        with app(upstreams, REDIS_URL=address, REDIS_REQUIRED="true") as served:
            row = measure(name, upstreams, served, MEMBER)
            health: dict[str, Any] = requests.get(f"{served.url}/_health", timeout=30).json()
    row.at_most("total", row.run.total_s, AT_MOST_TIMES * near.run.total_s)
    row.at_most("first card", row.run.first_card_s, AT_MOST_TIMES * (near.run.first_card_s or 0.0))
    row.check(f"told: {health['redis']}", health["degraded"] is True and health["redis"] == "slow")
    return row
