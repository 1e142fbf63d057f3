"""The time until a refusal of Letterboxd is reported or a card appears: ``python -m bench.refusals``.

The application has the settings of production. The stand-in refuses its pages, and then the feed as well. The
seconds are by the stand-in's clock, from the first request that reaches it to a card or the end of the job.
The command ends with 1 when one takes longer than its bar.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench.client import Client
from bench.processes import world

MEMBER = "member:191:0.4"
REFUSED_WITHIN_S = 15.0
SLOW_WITHIN_S = 30.0

FAULTS: Mapping[str, tuple[Mapping[str, object], float]] = {
    "503": ({"kind": "status", "status": 503}, REFUSED_WITHIN_S),
    "403": ({"kind": "ban"}, REFUSED_WITHIN_S),
    "challenge": ({"kind": "challenge"}, REFUSED_WITHIN_S),
    "reset": ({"kind": "reset"}, REFUSED_WITHIN_S),
    "trickle": ({"kind": "trickle", "delay_s": 120}, REFUSED_WITHIN_S),
    "hang": ({"kind": "timeout", "delay_s": 120}, SLOW_WITHIN_S),
    "slow": ({"kind": "delay", "delay_s": 10}, SLOW_WITHIN_S),
}
"""The faults of the stand-in, and their bars in seconds."""

REFUSED: Mapping[str, Sequence[str]] = {"pages": ("letterboxd",), "pages and feed": ("letterboxd", "rss")}


def main() -> int:
    """Print the seconds of each fault; return 1 when one is above its bar."""
    missed = 0
    print(f"{'fault':<10} {'of':<15} {'s':>6} {'bar':>5}  what came")
    for name, (fault, most_s) in FAULTS.items():
        for refused, services in REFUSED.items():
            seconds, came = _measure(fault, services)
            missed += seconds > most_s
            mark = "" if seconds <= most_s else "  MISSED"
            print(f"{name:<10} {refused:<15} {seconds:6.1f} {most_s:5.0f}  {came}{mark}", flush=True)
    return 1 if missed else 0


def _measure(fault: Mapping[str, object], services: Sequence[str]) -> tuple[float, str]:
    with world(MEMBER) as (upstreams, served):
        for service in services:
            upstreams.set_fault(service=service, **fault)
        began_s = time.monotonic()  # the same clock as that of the stand-in's log
        run = Client(served.url).run("member", count=5)
        came_s = run.total_s if run.first_card_s is None else run.first_card_s
        log: list[dict[str, Any]] = upstreams.control("GET", "/log")
        came = f"{run.status} {run.result.get('data_freshness', run.result.get('type', 'live'))}"
        return began_s + came_s - log[0]["at_s"], came


if __name__ == "__main__":
    sys.exit(main())
