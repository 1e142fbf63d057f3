"""Deployments whose parts are lost or restarted while jobs run, and a job that kills its workers."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from typing import Final

from bench.client import Client
from bench.load_person import Person, Visit
from bench.machines import Machine, Site, site
from bench.measure import Check

PATIENCE_S: Final = 600.0
NEXT_CARD_S: Final = 20.0
LOOK_S: Final = 0.1
KILLED_AT, WEB_AT, REDIS_AT = 15, 45, 65  # numbers of ended jobs


def lost_parts() -> list[Check]:
    """Run 100 jobs while a worker is killed, a web process ends and comes back, and Redis does too."""
    members = [f"person{number}:60:0.4" for number in range(100)]
    with site(members, web=2, workers=2, MAX_QUEUED_JOBS="100", LETTERBOXD_RATE_PER_S="4") as here:
        visits, waited_s = asyncio.run(_lose_parts(here, _people(100, here.ports)))
    return [*_all_right(visits), _at_most("the killed jobs' next card after", waited_s, NEXT_CARD_S)]


async def _lose_parts(here: Site, people: Sequence[Person]) -> tuple[Sequence[Visit], float]:
    visits = _let_come(people)
    await _until(lambda: _ended(people) >= KILLED_AT)
    worker, running = here.workers[0], here.running()
    worker.kill()
    killed_s = time.monotonic()
    lost = [request_id for request_id in running if f"[{request_id[:8]}]" in worker.output]
    print(
        f"      a worker is killed that runs {len(lost)} jobs, after {_ended(people)} have ended", flush=True
    )
    await asyncio.sleep(NEXT_CARD_S)
    await asyncio.to_thread(here.start, worker)
    await _until(lambda: _ended(people) >= WEB_AT)
    await _restart(here, here.web[0])
    await _until(lambda: _ended(people) >= REDIS_AT)
    await _restart(here, here.redis)
    await _done(visits)
    found = {person.visit.request_id: person.visit for person in people}
    return [person.visit for person in people], max(_next_s(found[each], killed_s) for each in lost)


def rolling_restart() -> list[Check]:
    """Run 20 jobs while all four processes end and come back, one after another."""
    members = [f"person{number}:60:0.4" for number in range(20)]
    with site(members, web=2, workers=2, PIPELINE_POOL_SIZE="10", LETTERBOXD_RATE_PER_S="10") as here:
        here.upstreams.set_fault(service="tmdb", kind="delay", delay_s=1.0)
        visits = asyncio.run(_roll(here, _people(20, here.ports)))
    return _all_right(visits)


async def _roll(here: Site, people: Sequence[Person]) -> Sequence[Visit]:
    visits = _let_come(people)
    await _until(lambda: len(here.running()) == len(people))
    for each in (*here.workers, *here.web):
        await _restart(here, each)
    print(f"      {_ended(people)} had ended before all were new", flush=True)
    here.upstreams.control("DELETE", "/faults")
    await _done(visits)
    return [person.visit for person in people]


def killing_job() -> list[Check]:
    """Kill three workers while they run a job, which then ends."""
    with site(["person0:60:0.4"], web=1, workers=1) as here:
        here.upstreams.set_fault(service="tmdb", kind="delay", delay_s=8.0)
        client, (worker,) = Client(f"http://127.0.0.1:{here.ports[0]}"), here.workers
        job = client.submit("person0")
        for attempt in (1, 2, 3):
            _wait(lambda attempt=attempt: here.running().get(job.request_id) == attempt)  # type: ignore[misc]
            _wait(lambda: f"[{job.request_id[:8]}]" in worker.output)
            worker.kill()
            here.start(worker)
        began_s = time.monotonic()
        client.follow(job, began_s)
        print(f"      it ended {time.monotonic() - began_s:.1f} s after the third", flush=True)
    return [
        Check(f"its result is {job.status} = 500", job.status == 500),  # noqa: PLR2004
        Check("its page is told the end", job.total_s > 0),
    ]


def _people(number: int, ports: Sequence[int]) -> list[Person]:
    chance = random.Random(7)
    return [Person(f"person{each}", ports, random.Random(chance.random()), 40) for each in range(number)]


def _let_come(people: Sequence[Person]) -> list[asyncio.Task[Visit]]:
    return [asyncio.create_task(person.come()) for person in people]


async def _done(visits: Sequence[asyncio.Task[Visit]]) -> None:
    """Wait until all have gone, or the time is over; a person who is still there has not seen the end."""
    _, waiting = await asyncio.wait(visits, timeout=PATIENCE_S)
    for each in waiting:
        each.cancel()
    for each in set(visits) - waiting:
        each.result()


async def _restart(here: Site, machine: Machine) -> None:
    took_s = await asyncio.to_thread(machine.end)
    await asyncio.to_thread(here.start, machine)
    print(f"      {machine} ended within {took_s:.1f} s and is back", flush=True)


async def _until(condition: Callable[[], bool]) -> None:
    ends_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < ends_s:
        await asyncio.sleep(LOOK_S)


def _wait(condition: Callable[[], bool]) -> None:
    ends_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < ends_s:
        time.sleep(LOOK_S)


def _ended(people: Sequence[Person]) -> int:
    return sum(person.visit.outcome != "none" for person in people)


def _next_s(visit: Visit, since_s: float) -> float:
    return min((moment - since_s for moment in visit.moments_s if moment > since_s), default=float("inf"))


def _all_right(visits: Sequence[Visit]) -> list[Check]:
    number = len(visits)
    succeeded = sum(visit.outcome == "succeeded" for visit in visits)
    right = sum(visit.is_right for visit in visits)
    lost, doubled = sum(visit.lost for visit in visits), sum(visit.doubled for visit in visits)
    last_s = max(visit.total_s for visit in visits)
    print(
        f"      the last ended after {last_s:.0f} s, {sum(v.reconnects for v in visits)} reconnects",
        flush=True,
    )
    return [
        Check(f"jobs that succeeded {succeeded} = {number}", succeeded == number),
        Check(f"pages that show their result {right} = {number}", right == number),
        Check(f"events lost {lost} = 0", not lost),
        Check(f"events doubled {doubled} = 0", not doubled),
    ]


def _at_most(what: str, measured_s: float, bar_s: float) -> Check:
    return Check(f"{what} {measured_s:.1f} s <= {bar_s:.1f}", measured_s <= bar_s)
