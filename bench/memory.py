"""Whether memory stays flat however many jobs have ended: ``python -m bench.memory [--jobs 1000]``.

The same member again and again, so that only jobs come and go: the cache is warm after the first. The budget
of what is kept of them is filled by a quarter of the jobs; from then on memory may not grow. Prints a line a
hundred jobs; ends with 1 when the bar is missed. Linux only.
"""

import argparse
import sys

from bench.client import Client
from bench.processes import app, standin

MEMBER = "member"
JOBS = 1000
KEPT_MB = 4
MOST_GROWTH_MB = 10.0


def main() -> int:
    """Run the jobs one after another."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--jobs", type=int, default=JOBS)
    jobs = parser.parse_args().jobs
    with (
        standin("bench.world", f"{MEMBER}:50:0.4") as upstreams,
        app(upstreams, JOBS_MAX_MB=str(KEPT_MB)) as served,
    ):
        client = Client(served.url)
        filled_mb = 0.0
        for number in range(1, jobs + 1):
            run = client.run(MEMBER)
            if not run.recommendations:
                raise RuntimeError(f"job {number} ended with {run.status}")
            if number == jobs // 4:
                filled_mb = served.rss_mb
            if number % 100 == 0:
                print(f"{number:>5} jobs: {served.rss_mb:.0f} MB", flush=True)
        growth_mb = served.rss_mb - filled_mb
    is_met = growth_mb <= MOST_GROWTH_MB
    word = "PASS" if is_met else "FAIL"
    print(f"{word}  growth from job {jobs // 4} to {jobs}: {growth_mb:.1f} MB <= {MOST_GROWTH_MB:.1f}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
