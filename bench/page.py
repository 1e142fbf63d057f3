"""The opening of the results page on a phone: ``python -m bench.page [--against DIR] [--runs N]``.

It measures in Chromium, on Lighthouse's "slow 4G" (150 ms a round trip, 1.6 Mbit/s down, 750 kbit/s up) and a
processor four times slower than this one. It opens a finished search of the demo by its link, and a search
that begins with the visit (the server knows all data for it). With ``--against`` an older checkout is
measured in turn with this one. It ends with 1 if this one misses a bar: first contentful paint 1.8 s, first
card 4 s, layout shift .02, no task beyond 100 ms.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import requests
from playwright.sync_api import Browser, sync_playwright

from bench.client import Client
from bench.cpu_pressure import with_cpu_pressure
from bench.page_visit import Visit, typical, visit
from bench.processes import ROOT, demo
from harness.browser import DESK, PHONE, chromium_path

SCREENS = {"phone": PHONE, "desk": DESK}
BARS = {"paint_ms": 1800.0, "card_ms": 4000.0, "task_ms": 100.0, "shift": 0.02}
_ROW = "{:<8} {:<10} {:<6} {:>8} {:>9} {:>8} {:>6} {:>9} {:>10} {:>7}"
_HEAD = _ROW.format(
    "screen", "search", "", "paint s", "1st card", "task ms", "CLS", "requests", "kB before", "kB all"
)


def main() -> int:
    """Print the table; return 1 when a bar is missed."""
    asked = _arguments()
    checkouts = {"new": ROOT} if asked.against is None else {"old": asked.against.resolve(), "new": ROOT}
    with ExitStack() as stack:
        urls = {name: stack.enter_context(demo(root)).url for name, root in checkouts.items()}
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"]
        )
        print(f"{chromium_path()} {browser.version}")
        print(_HEAD)
        rows, pressure = with_cpu_pressure(lambda: list(_measure(browser, urls, asked.runs)))
        browser.close()
    print(f"CPU pressure {pressure:.0%}" if pressure is not None else "CPU pressure unknown")
    missed = {name for checkout, found in rows if checkout == "new" for name in BARS if _misses(found, name)}
    print("bars: " + (f"missed {', '.join(sorted(missed))}" if missed else "held"))
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--against", type=Path, help="an older checkout")
    parser.add_argument("--runs", type=int, default=3, help="visits of which the median is taken")
    return parser.parse_args()


def _measure(browser: Browser, urls: Mapping[str, str], runs: int) -> Iterator[tuple[str, Visit]]:
    """Yield the visits; checkouts take turns, so that other work of the machine affects them alike."""
    names = {checkout: _sample(url) for checkout, url in urls.items()}
    for screen, viewport in SCREENS.items():
        for search in ("finished", "new"):
            visits: dict[str, list[Visit]] = {checkout: [] for checkout in urls}
            for _ in range(runs):
                for checkout, url in urls.items():
                    address = _address(url, names[checkout], search)
                    visits[checkout].append(visit(browser, address, viewport))
            for checkout, seen in visits.items():
                found = typical(seen)
                print(_row(screen, search, checkout, found), flush=True)
                yield checkout, found


def _sample(url: str) -> str:
    """Return the member of the demo with most films; the server knows all their data from now on."""
    samples = requests.get(f"{url}/api/meta", timeout=30).json()["samples"]
    name: str = max(samples, key=lambda sample: sample["films"])["name"]
    Client(url).run(name)
    return name


def _address(url: str, name: str, search: str) -> str:
    if search == "new":
        return f"{url}/{name}?country=US"
    return f"{url}/?job={Client(url).run(name).request_id}"


def _row(screen: str, search: str, checkout: str, seen: Visit) -> str:
    times = f"{seen.paint_ms / 1000:.2f}", f"{seen.card_ms / 1000:.2f}", f"{seen.task_ms:.0f}"
    kilobytes = f"{seen.bytes / 1000:.0f}", f"{seen.bytes_all / 1000:.0f}"
    return _ROW.format(screen, search, checkout, *times, f"{seen.shift:.3f}", int(seen.requests), *kilobytes)


def _misses(seen: Visit, name: str) -> bool:
    return bool(getattr(seen, name) > BARS[name])


if __name__ == "__main__":
    sys.exit(main())
