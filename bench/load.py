"""A crowd: ``python -m bench.load [--people 50] [--streams 300] [--web 1] [--workers 0]``.

It runs real gunicorn, a stand-in that answers as slowly as the real services, and, if there are workers or
several web processes, Redis and ``worker.py``. First it opens streams of one job and holds them. Then people
come together, each with a member of their own. Nobody has read the member's profile, but its films are also
films of members who were read before. The people watch, lose their connection, poll. Meanwhile somebody asks
for health, and somebody cancels jobs and waits for the event of their end.

It prints a table, and ends with 1 when an event was lost or doubled, a page differs from its result, a stream
was not held, or a job did not succeed. Linux only.
"""

import argparse
import asyncio
import random
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.app_process import AppProcess
from bench.calls import Calls
from bench.client import Client
from bench.cpu_pressure import with_cpu_pressure
from bench.load_crowd import HOLDER, CrowdFigures, StreamFigures, hold_streams, let_come
from bench.load_person import Person
from bench.processes import StandInProcess, app, redis, standin, worker

FILMS, FILMS_HELD = 60, 900  # of a member of the crowd, and of the member whose job lasts
READ_BEFORE, FILMS_BEFORE = 8, 1100  # members, and films of each: nearly all films are known then
LEAST_QUEUE = 20  # places, also for the jobs that are cancelled at once
SLOW_S = 8.0  # less than the time-out
TMDB_PER_S = 40
SEED = 7


@dataclass(frozen=True, slots=True)
class Size:
    """The arguments of the command line."""

    people: int
    streams: int
    web: int
    workers: int
    pace: float
    drop_every: int


def main() -> int:
    """Run both parts; return 1 when something did not come."""
    size = _arguments()
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    with ExitStack() as opened:
        upstreams = opened.enter_context(standin("bench.world", *_members(size)))
        servers = opened.enter_context(_servers(size, upstreams))
        ports = [port for server in servers if (port := urlsplit(server.url).port) is not None]
        upstreams.set_fault(service="tmdb", kind="delay", delay_s=SLOW_S)  # so that the job lasts
        streams = asyncio.run(hold_streams(size.streams, servers, ports))
        _print_streams(streams)
        upstreams.control("DELETE", "/faults")
        for number in range(READ_BEFORE):
            Client(servers[0].url).run(f"before{number}")
        upstreams.control("DELETE", "/log")
        crowd, pressure = with_cpu_pressure(lambda: asyncio.run(let_come(_people(size, ports), ports)))
        calls = Calls.read(upstreams)
    _print_crowd(size, crowd, calls, pressure)
    return 0 if crowd.is_whole and streams.held == streams.resumed == size.streams else 1


def _members(size: Size) -> list[str]:
    people = [f"person{number}:{FILMS}:0.4" for number in range(size.people)]
    before = [f"before{number}:{FILMS_BEFORE}:0.4" for number in range(READ_BEFORE)]
    return [f"{HOLDER}:{FILMS_HELD}:0.4", *before, *people]


def _arguments() -> Size:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--web", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--pace", type=float, default=2.0, help="requests a second to Letterboxd")
    parser.add_argument("--drop-every", type=int, default=40, help="events; 0: no connection is lost")
    return Size(**vars(parser.parse_args()))


@contextmanager
def _servers(size: Size, upstreams: StandInProcess) -> Iterator[Sequence[AppProcess]]:
    settings = {
        "MAX_QUEUED_JOBS": str(max(LEAST_QUEUE, size.people)),
        "LETTERBOXD_RATE_PER_S": str(size.pace),
    }
    with ExitStack() as opened:
        if size.workers or size.web > 1:
            settings |= {"REDIS_URL": opened.enter_context(redis()), "JOB_BACKEND": "dramatiq"}
        for _ in range(size.workers):
            opened.enter_context(worker(upstreams, **settings))
        yield [opened.enter_context(app(upstreams, **settings)) for _ in range(size.web)]


def _people(size: Size, ports: Sequence[int]) -> list[Person]:
    chance = random.Random(SEED)
    return [
        Person(f"person{number}", ports, random.Random(chance.random()), size.drop_every)
        for number in range(size.people)
    ]


def _print_streams(streams: StreamFigures) -> None:
    _print(
        {
            "streams held": streams.held,
            "memory a stream": f"{streams.kb_each:.0f} KB",
            "/_health while they are opened": streams.opening.text,
            "/_health beside them p50, p99": streams.health.text,
            "all opened anew at once, resumed": f"after {streams.reopened_s:.1f} s, {streams.resumed}",
            "/_health meanwhile p50, p99": streams.storm.text,
        }
    )


def _print_crowd(size: Size, crowd: CrowdFigures, calls: Calls, pressure: float | None) -> None:
    per_job, pages = len(calls.of("tmdb")) / size.people, len(calls.of("letterboxd"))
    allowed = f"{3600 * TMDB_PER_S / per_job:.0f} ({per_job:.0f} calls a job)" if per_job else "no bound"
    _print(
        {
            "people, of whom succeeded": f"{size.people}, {crowd.succeeded}",
            "pages that differ from their result": crowd.wrong,
            "events lost, doubled": f"{crowd.lost}, {crowd.doubled}",
            "reconnects, asked to come later": f"{crowd.reconnects}, {crowd.refusals}",
            "all done after": f"{crowd.total_s:.1f} s",
            "first card p50, p99": crowd.first_card.text,
            "an event's way p50, p99": crowd.event_latency.text,
            "/_health p50, p99": crowd.health.text,
            "jobs an hour, measured": f"{3600 * size.people / crowd.total_s:.0f}",
            "jobs an hour that a TMDB key allows": allowed,
            "requests to Letterboxd": f"{pages}, {size.pace:g} a second at most",
            "requests to JustWatch": len(calls.of("justwatch")),
            "CPU pressure": "unknown" if pressure is None else f"{pressure:.0%}",
        }
    )


def _print(rows: Mapping[str, object]) -> None:
    for name, value in rows.items():
        print(f"{name:<38} {value}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
