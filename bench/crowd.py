"""The calls that a crowd of different members makes with one TMDB key, over days and restarts.

    python -m bench.crowd [--data DIR] [--members 400] [--days 2] [--identities]

Each day as many new members run a whole job one after another. The process of the day before has ended, the
file of its cache is kept, and the clock is a day and a half later, so that all details are old. Calls that
refresh such details, for which no job waits, are counted apart from the calls for which jobs wait. With
``--identities`` the application has a map of the films' identities (``bench.identity_map``), like one that
``make identities`` writes. The stand-in answers at once and the pace is high: calls are counted, not timed.
It prints a line for each ``BATCH`` jobs and the jobs an hour that one key allows; it ends with 1 when the
last day misses the bar. Linux only.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from prometheus_client.parser import text_string_to_metric_families

from bench.app_process import AppProcess
from bench.calls import Calls, forget
from bench.client import Client
from bench.crowd_members import Record, crowd, films_of, write_members
from bench.identity_map import write_identity_map
from bench.lower_bound import DEFAULT
from bench.processes import UNPACED, StandInProcess, app_of_later, standin

BATCH = 50
APART_S = 1.5 * 86400.0  # from the start of one day to that of the next
MOST_OF_FIRST = 0.15  # calls of the last day, as a share of the first day's: those for which jobs wait
QUIET_S = 2.0  # after so long without a call no refresh is under way

WAITED, ANEW = "waited for", "read anew"
COLUMNS = ("search", "details", "offers", "popular", WAITED, ANEW, "JustWatch", "Letterboxd")


@dataclass(frozen=True, slots=True)
class Batch:
    """The cost of some jobs: their calls by column, and the size of the cache afterwards, in MB."""

    name: str
    jobs: int
    calls: Mapping[str, int]
    memory_mb: float
    file_mb: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The calls per job, then memory and file."""
        a_job = (f"{self.calls[column] / self.jobs:.1f}" for column in COLUMNS)
        return self.name, *a_job, f"{self.memory_mb:.0f}", f"{self.file_mb:.0f}"


@dataclass(slots=True)
class Ledger:
    """A count of calls that separates a film's first details from its refreshes."""

    known: set[str] = field(default_factory=set)  # paths of films

    def take(self, upstreams: StandInProcess) -> Counter[str]:
        """Return the calls since the last time, by column; ``WAITED`` is all of TMDB's except ``ANEW``."""
        calls = Calls.read(upstreams)
        forget(upstreams)
        counted: Counter[str] = Counter()
        for call in calls.of("tmdb"):
            film = call.path.partition("?")[0]
            is_anew = call.kind == "details" and film in self.known
            counted[ANEW if is_anew else _COLUMNS[call.kind]] += 1
            if call.kind == "details":
                self.known.add(film)
        counted[WAITED] = len(calls.of("tmdb")) - counted[ANEW]
        counted["JustWatch"] = len(calls.of("justwatch"))
        counted["Letterboxd"] = len(calls.of("letterboxd"))
        return counted


_COLUMNS = {"search": "search", "details": "details", "providers": "offers", "discover": "popular"}


def main() -> int:
    """Run the days and print their costs."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.crowd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, help="folder with the recorded world; else all is invented")
    parser.add_argument("--members", type=int, default=400, help="a day")
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--identities", action="store_true", help="with a map that names 95 %% of the films")
    options = parser.parse_args()
    members, recorded = crowd(options.members * options.days, options.data)
    print(f"{len(members)} members: {recorded} recorded, {len(members) - recorded} invented\n")
    print(f"| jobs | {' | '.join(COLUMNS)} | memory MB | file MB |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    with TemporaryDirectory() as folder:
        path, cache, identities = (
            Path(folder) / name for name in ("members.json.gz", "cache.sqlite3", "identities.sqlite")
        )
        write_members(members, path)
        settings = {"CACHE_PATH": str(cache)} | UNPACED
        if options.identities:
            write_identity_map(identities, films_of(options.data))
            settings["IDENTITY_MAP"] = str(identities)
        world = [str(path), *([str(options.data.resolve())] if options.data else [])]
        with standin("bench.crowd_world", *world) as upstreams:
            days = list(_days(upstreams, settings, members, options.members))
    for day in days:
        a_job = day.calls[WAITED] / day.jobs
        an_hour = 3600 * DEFAULT.tmdb_per_s / a_job
        print(f"{day.name}: {a_job:.1f} TMDB calls a job, {an_hour:,.0f} jobs an hour a key")
    share = days[-1].calls[WAITED] / days[0].calls[WAITED]
    is_met = share <= MOST_OF_FIRST
    print(f"{'PASS' if is_met else 'FAIL'}  of the first day's calls {share:.3f} <= {MOST_OF_FIRST}")
    return 0 if is_met else 1


def _days(
    upstreams: StandInProcess, settings: dict[str, str], members: Sequence[Record], a_day: int
) -> Iterator[Batch]:
    ledger, path = Ledger(), Path(settings["CACHE_PATH"])
    for day, first in enumerate(range(0, len(members), a_day)):
        with app_of_later(upstreams, day * APART_S, **settings) as served:
            yield _day(f"day {day + 1}", served, upstreams, path, members[first : first + a_day], ledger)


def _day(
    name: str,
    served: AppProcess,
    upstreams: StandInProcess,
    path: Path,
    members: Sequence[Record],
    ledger: Ledger,
) -> Batch:
    client, total = Client(served.url), Counter[str]()
    for first in range(0, len(members), BATCH):
        batch = members[first : first + BATCH]
        for member in batch:
            run = client.run(member["user"])
            if not run.recommendations:
                raise RuntimeError(f"the job of {member['user']} ended with {run.status}: {run.result}")
        _wait_until_quiet(upstreams)
        calls = ledger.take(upstreams)
        total += calls
        title = f"{name}, {first + 1}-{first + len(batch)}"
        print(_line(Batch(title, len(batch), calls, served.rss_mb, _size_mb(path))), flush=True)
    day = Batch(name, len(members), total, served.rss_mb, _size_mb(path))
    print(_line(day))
    print(f"\n{name}, found in the cache: {_found(served)}\n", flush=True)
    return day


def _line(batch: Batch) -> str:
    return f"| {' | '.join(batch.cells)} |"


def _wait_until_quiet(upstreams: StandInProcess) -> None:
    before = None
    while before != (before := upstreams.control("GET", "/counts")):
        time.sleep(QUIET_S)


def _found(served: AppProcess) -> str:
    """Return, as text, the hits and the reads of the cache for each namespace."""
    text = requests.get(f"{served.url}/_metrics", timeout=30).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    reads: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for each in samples:
        if each.name == "next_film_cache_reads_total":
            reads[each.labels["namespace"]] += int(each.value)
            hits[each.labels["namespace"]] += int(each.value) * (each.labels["result"] == "hit")
    return "; ".join(f"{name} {hits[name]:,} of {reads[name]:,}" for name in sorted(reads))


def _size_mb(path: Path) -> float:
    """Return the size of the file with its log."""
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")) / 2**20


if __name__ == "__main__":
    sys.exit(main())
