"""The speed of the application, against the limit that its upstreams set, and its costs.

    python -m bench.speed [--only NAME ...] [--calm SHARE] [--json FILE]

Every scenario has its own stand-in and application, each a process, so that a cold job is really cold. It
prints one row per job and each of its bars, and ends with 1 when one is missed. Linux only: processor time,
memory and CPU pressure come from ``/proc``.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.cpu_pressure import wait_for_calm
from bench.measure import Row
from bench.scenarios import SCENARIOS

PATIENCE_S = 600.0

HEAD = (
    "scenario", "pages", "search", "details", "lists", "JW", "1st card", "10th", "total", "bound", "x bound",
    "CPU s", "peak MB", "growth", "LB/s", "TMDB/s", "JW/s", "CPU pressure", "bars",
)  # fmt: skip


def main() -> int:
    """Run the chosen scenarios."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, help="these scenarios alone")
    parser.add_argument("--calm", type=float, help="wait, ten minutes at most, for less pressure on the CPU")
    parser.add_argument("--json", type=Path, help="also write the rows here, to compare runs")
    options = parser.parse_args()
    rows: list[Row] = []
    for name in options.only or SCENARIOS:
        if options.calm is not None:
            wait_for_calm(options.calm, PATIENCE_S)
        found = SCENARIOS[name]()
        for row in found:
            report(row)
        rows += found
    print("\n" + table(rows))
    print(f"\nload average at the end: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    if options.json:
        lines = [dict(zip(HEAD, cells(row), strict=True)) for row in rows]
        options.json.write_text(json.dumps(lines, indent=1), encoding="utf-8")
    return 0 if all(check.is_met for row in rows for check in row.checks) else 1


def report(row: Row) -> None:
    """Print the bars of a row as soon as they are known."""
    for check in row.checks:
        print(f"{'PASS' if check.is_met else 'FAIL'}  {row.name}: {check.text}", flush=True)


def table(rows: Iterable[Row]) -> str:
    """Return a Markdown table with one row per job."""
    lines = [HEAD, ("---",) * len(HEAD), *map(cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of a row, in the order of ``HEAD``."""
    kinds = row.calls.by_kind()
    lists = sum(kinds.get(("tmdb", kind), 0) for kind in ("similar", "recommendations", "providers"))
    counted = (
        kinds.get(("letterboxd", "page"), 0) + kinds.get(("letterboxd", "rss"), 0),
        kinds.get(("tmdb", "search"), 0),
        kinds.get(("tmdb", "details"), 0),
        lists,
        kinds.get(("justwatch", "graphql"), 0),
    )
    missed = sum(not check.is_met for check in row.checks)
    return (
        row.name,
        *map(str, counted),
        shown(row.run.first_card_s),
        shown(row.run.tenth_card_s),
        shown(row.run.total_s or None),
        shown(row.lower_bound_s),
        shown(row.of_lower_bound),
        shown(row.cpu_s),
        shown(row.peak_mb, 0),
        shown(row.growth_mb, 0),
        *(str(row.calls.most_in_a_second(service)) for service in ("letterboxd", "tmdb", "justwatch")),
        "-" if row.cpu_pressure is None else f"{row.cpu_pressure:.0%}",
        f"FAIL {missed}" if missed else "PASS",
    )


def shown(figure: float | None, digits: int = 2) -> str:
    """Return a figure as text, or a dash for None."""
    return "-" if figure is None else f"{figure:.{digits}f}"


if __name__ == "__main__":
    sys.exit(main())
