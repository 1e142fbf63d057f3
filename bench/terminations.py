"""SIGTERM in the middle of work: four jobs run, 46 wait, 300 streams are open."""

import asyncio
from collections.abc import Sequence
from typing import Final

from bench.load_crowd import submit
from bench.load_stream import Stream
from bench.machines import Machine, Site, site
from bench.measure import Check

JOBS, STREAMS_EACH = 50, 6
GRACEFUL_S: Final = 30.0  # gunicorn.conf.py
PATIENCE_S: Final = 240.0
AGAIN_S: Final = 1.0


def terminated_alone() -> list[Check]:
    """Terminate one process without Redis: its jobs end with it, and their clients get the end."""
    with site(_members(), web=1, workers=0, is_shared=False, MAX_QUEUED_JOBS=str(JOBS)) as here:
        streams, took_s = asyncio.run(_terminate(here, is_back=False))
    ended = sum(bool(stream.outcome) for stream in streams)
    return [*_checks(streams, took_s), _all("clients that saw their job's end", ended)]


def terminated_with_redis() -> list[Check]:
    """Terminate a web process and a worker at the same time, and start both again."""
    with site(_members(), web=1, workers=1, MAX_QUEUED_JOBS=str(JOBS)) as here:
        streams, took_s = asyncio.run(_terminate(here, is_back=True))
    succeeded = sum(stream.outcome == "succeeded" for stream in streams)
    return [*_checks(streams, took_s), _all("clients whose job succeeded", succeeded)]


async def _terminate(here: Site, *, is_back: bool) -> tuple[Sequence[Stream], float]:
    (port,) = here.ports
    here.upstreams.set_fault(service="tmdb", kind="delay", delay_s=2.0)  # so that jobs last
    jobs = [await submit(port, f"person{number}") for number in range(JOBS)]
    streams = [Stream(port, job.request_id) for job in jobs for _ in range(STREAMS_EACH)]
    following = [asyncio.create_task(stream.follow()) for stream in streams]
    while not all(stream.is_open for stream in streams):
        await asyncio.sleep(AGAIN_S)
    print(f"      {len(here.running()) if is_back else 4} run, {len(streams)} streams are open", flush=True)
    machines: Sequence[Machine] = (*here.web, *here.workers)
    took_s = max(await asyncio.gather(*(asyncio.to_thread(each.end) for each in machines)))
    await asyncio.wait(following, timeout=AGAIN_S)
    if is_back:
        here.upstreams.control("DELETE", "/faults")
        for each in machines:
            await asyncio.to_thread(here.start, each)
        again = [asyncio.create_task(stream.follow_to_the_end(AGAIN_S)) for stream in streams]
        await asyncio.wait(again, timeout=PATIENCE_S)
    return streams, took_s


def _members() -> list[str]:
    return [f"person{number}:20:0.4" for number in range(JOBS)]


def _checks(streams: Sequence[Stream], took_s: float) -> list[Check]:
    return [
        Check(f"gone after {took_s:.1f} s <= {GRACEFUL_S:.0f}", took_s <= GRACEFUL_S),
        _all("clients that were told", sum(stream.ended_orderly for stream in streams)),
    ]


def _all(what: str, number: int) -> Check:
    return Check(f"{what} {number} = {JOBS * STREAMS_EACH}", number == JOBS * STREAMS_EACH)
