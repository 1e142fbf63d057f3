"""A bound for memory, however many jobs have ended.

    python -m bench.memory [--jobs 1000] [--distinct]

By default the same member comes again and again, so that only jobs come and go: the cache is warm after the
first one. A quarter of the jobs fills the budget for kept jobs; after that memory may not grow. With
``--distinct`` another member comes each time, and the upstreams answer at once: the process uses what the
cache may have, and a bounded rest. It prints a line per hundred jobs, and ends with 1 when the bar is missed.
Linux only.
"""

import argparse
import sys
from collections.abc import Sequence

from bench.app_process import AppProcess
from bench.client import Client
from bench.processes import UNPACED, app, standin

MEMBER = "member"
JOBS = 1000
KEPT_MB = 4
MOST_GROWTH_MB = 10.0
CACHE_MB = 64  # less than the data of so many members
MOST_BESIDE_MB = 150.0


def main() -> int:
    """Run the jobs one after another."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--distinct", action="store_true")
    options = parser.parse_args()
    text, is_met = _distinct(options.jobs) if options.distinct else _same(options.jobs)
    print(f"{'PASS' if is_met else 'FAIL'}  {text}")
    return 0 if is_met else 1


def _same(jobs: int) -> tuple[str, bool]:
    with (
        standin("bench.world", f"{MEMBER}:50:0.4") as upstreams,
        app(upstreams, JOBS_MAX_MB=str(KEPT_MB)) as served,
    ):
        _run(served, [MEMBER] * (jobs // 4))
        filled_mb = served.rss_mb
        _run(served, [MEMBER] * (jobs - jobs // 4))
        growth_mb = served.rss_mb - filled_mb
    text = f"growth from job {jobs // 4} to {jobs}: {growth_mb:.1f} MB <= {MOST_GROWTH_MB:.1f}"
    return text, growth_mb <= MOST_GROWTH_MB


def _distinct(jobs: int) -> tuple[str, bool]:
    names = [f"{MEMBER}{number}" for number in range(jobs)]
    members = (f"{name}:50:0.4" for name in names)
    settings = UNPACED | {"CACHE_MAX_MB": str(CACHE_MB)}
    with standin("bench.world", "--at-once", *members) as upstreams, app(upstreams, **settings) as served:
        _run(served, names)
        peak_mb = served.peak_rss_mb
    most_mb = CACHE_MB + MOST_BESIDE_MB
    return f"{jobs} members: {peak_mb:.0f} MB <= {most_mb:.0f}", peak_mb <= most_mb


def _run(served: AppProcess, members: Sequence[str]) -> None:
    client = Client(served.url)
    for number, member in enumerate(members, start=1):
        run = client.run(member)
        if not run.recommendations:
            raise RuntimeError(f"job {number} ended with {run.status}")
        if number % 100 == 0:
            print(f"{number:>5} jobs: {served.rss_mb:.0f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
