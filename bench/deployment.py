"""The failures and loads that a deployment of several processes must bear.

    python -m bench.deployment [--only NAME ...]

It runs real gunicorn, ``worker.py``, a Redis that stores its data on disk, and a stand-in that answers as
slowly as the real services. It prints every bar and ends with 1 when one is missed. Linux only.
"""

import argparse
import resource
import sys
from collections.abc import Callable, Mapping

from bench.cpu_pressure import with_cpu_pressure
from bench.failover import killing_job, lost_parts, rolling_restart
from bench.fair_addresses import fair_threads, fair_workers
from bench.measure import Check
from bench.terminations import terminated_alone, terminated_with_redis

SCENARIOS: Mapping[str, Callable[[], list[Check]]] = {
    "lost-parts": lost_parts,
    "rolling-restart": rolling_restart,
    "killing-job": killing_job,
    "sigterm": terminated_alone,
    "sigterm-redis": terminated_with_redis,
    "fair-threads": fair_threads,
    "fair-workers": fair_workers,
}


def main() -> int:
    """Run the chosen scenarios."""
    parser = argparse.ArgumentParser(prog="python -m bench.deployment", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, help="these scenarios alone")
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    is_met = True
    for name in parser.parse_args().only or SCENARIOS:
        checks, pressure = with_cpu_pressure(SCENARIOS[name])
        shown = "unknown" if pressure is None else f"{pressure:.0%}"
        print(f"{name} (CPU pressure {shown})", flush=True)
        for check in checks:
            print(f"{'PASS' if check.is_met else 'FAIL'}  {check.text}", flush=True)
        is_met &= all(check.is_met for check in checks)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
