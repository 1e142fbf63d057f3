"""The cost of a file of 500,000 identities: ``python -m bench.identities``.

The rows are invented. A process of its own opens the file and looks films up from several threads. It prints
each figure with its bar, and ends with 1 when one is missed. Linux only: memory comes from ``/proc``.
"""

import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.app_process import AppProcess
from infra.tmdb.identity import open_identity_map
from infra.tmdb.identity_file import write_identities

ROWS = 500_000
LOOK_UPS = 200_000
THREADS = 8
MOST_READY_S = 0.5
MOST_MB = 40.0
LEAST_A_SECOND = 20_000.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that one process measured."""

    ready_s: float  # from opening to the first answer
    memory_mb: float  # the most resident memory above that at the start
    a_second: float  # look-ups


def main() -> int:
    """Write the file, measure, and print the figures."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "identities.sqlite"
        started_s = time.monotonic()
        write_identities(path, ((_slug(number), number) for number in range(1, ROWS + 1)))
        took_s = time.monotonic() - started_s
        print(f"{ROWS:,} rows, {path.stat().st_size / 2**20:.1f} MB, written in {took_s:.1f} s")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            found = process.submit(measure, path).result()
    bars = (
        (f"ready in {found.ready_s:.4f} s <= {MOST_READY_S:g}", found.ready_s <= MOST_READY_S),
        (f"memory {found.memory_mb:.1f} MB <= {MOST_MB:g}", found.memory_mb <= MOST_MB),
        (
            f"look-ups a second {found.a_second:,.0f} >= {LEAST_A_SECOND:,.0f}",
            found.a_second >= LEAST_A_SECOND,
        ),
    )
    for text, is_met in bars:
        print(f"{'PASS' if is_met else 'FAIL'}  {text}")
    return 0 if all(is_met for _, is_met in bars) else 1


def measure(path: Path) -> Figures:
    """Open the file, look up films that it has and films that it does not have, and return the figures."""
    numbers = random.Random(7).choices(range(1, 2 * ROWS), k=LOOK_UPS)
    slugs = [_slug(number) for number in numbers]
    process = AppProcess("", os.getpid())
    process.forget_peak()
    before_mb, started_s = process.rss_mb, time.monotonic()
    identities = open_identity_map(path)
    identities.get(slugs[0])
    ready_s = time.monotonic() - started_s
    started_s = time.monotonic()
    with ThreadPoolExecutor(THREADS) as threads:
        parts = [slugs[first::THREADS] for first in range(THREADS)]
        found = [
            each for part in threads.map(lambda part: list(map(identities.get, part)), parts) for each in part
        ]
    took_s = time.monotonic() - started_s
    right = [
        number if number <= ROWS else None for first in range(THREADS) for number in numbers[first::THREADS]
    ]
    if found != right:
        raise ValueError("a film was taken for another")
    return Figures(ready_s, process.peak_rss_mb - before_mb, LOOK_UPS / took_s)


def _slug(number: int) -> str:
    return f"the-film-of-number-{number:07}"


if __name__ == "__main__":
    sys.exit(main())
