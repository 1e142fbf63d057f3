"""People who come together, streams that are held, and what both are like for those beside them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from math import ceil

from bench.app_process import AppProcess
from bench.load_client import ask, events
from bench.load_person import Person, Visit

HEALTH_EVERY_S = 0.1
CANCEL_EVERY_S = 0.5
HELD_S = 10.0
HOLDER = "endless"  # a member whose job lasts for as long as streams are held


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in seconds."""

    values: Sequence[float]

    def at(self, share: float) -> float:
        """The least of them that ``share`` of all do not exceed; ``nan`` of none."""
        ordered = sorted(self.values)
        return ordered[ceil(share * len(ordered)) - 1] if ordered else float("nan")

    @property
    def text(self) -> str:
        """Median and 99th percentile."""
        return f"{self.at(0.5) * 1000:.0f} ms, {self.at(0.99) * 1000:.0f} ms ({len(self.values)})"


@dataclass(frozen=True, slots=True)
class CrowdFigures:
    """What a crowd met."""

    visits: Sequence[Visit]
    total_s: float
    event_latency: Times  # from the request to cancel a job until its event has come
    health: Times

    @property
    def succeeded(self) -> int:
        return sum(visit.outcome == "succeeded" for visit in self.visits)

    @property
    def wrong(self) -> int:
        return sum(not visit.is_right for visit in self.visits)

    @property
    def lost(self) -> int:
        return sum(visit.lost for visit in self.visits)

    @property
    def doubled(self) -> int:
        return sum(visit.doubled for visit in self.visits)

    @property
    def reconnects(self) -> int:
        return sum(visit.reconnects for visit in self.visits)

    @property
    def refusals(self) -> int:
        return sum(visit.refusals for visit in self.visits)

    @property
    def first_card(self) -> Times:
        return Times([visit.first_card_s for visit in self.visits if visit.first_card_s is not None])

    @property
    def is_whole(self) -> bool:
        """Whether all jobs succeeded and everybody saw all of theirs, once."""
        return self.succeeded == len(self.visits) and not (self.wrong or self.lost or self.doubled)


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What streams that are held cost."""

    held: int
    kb_each: float
    health: Times


async def let_come(people: Sequence[Person], ports: Sequence[int]) -> CrowdFigures:
    """All ``people`` at once, until the last has gone."""
    health, latency = (
        _Repeated(_ask_health, ports, HEALTH_EVERY_S),
        _Repeated(_cancel_one, ports, CANCEL_EVERY_S),
    )
    began_s = time.monotonic()
    visits = await asyncio.gather(*(person.come() for person in people))
    total_s = time.monotonic() - began_s
    return CrowdFigures(visits, total_s, await latency.end(), await health.end())


async def hold_streams(number: int, servers: Sequence[AppProcess], ports: Sequence[int]) -> StreamFigures:
    """Open so many streams of one job, spread over ``servers``, and hold them for a while."""
    request_id = await _submit(ports[0])
    await _begun(ports[0], request_id)
    before_mb = sum(server.rss_mb for server in servers)
    opened = asyncio.Semaphore(0)
    streams = [asyncio.create_task(_hold(ports[n % len(ports)], request_id, opened)) for n in range(number)]
    for _ in streams:
        await opened.acquire()
    health = _Repeated(_ask_health, ports, HEALTH_EVERY_S)
    await asyncio.sleep(HELD_S)
    held = sum(not stream.done() for stream in streams)
    after_mb = sum(server.rss_mb for server in servers)
    figures = StreamFigures(held, 1024 * (after_mb - before_mb) / max(1, number), await health.end())
    await ask(ports[0], "DELETE", f"/api/jobs/{request_id}")
    await asyncio.gather(*streams, return_exceptions=True)
    return figures


class _Repeated:
    """Does something again and again, beside others, and keeps how long it took."""

    def __init__(self, do: Callable[[int], Awaitable[float]], ports: Sequence[int], every_s: float) -> None:
        self._took_s: list[float] = []
        self._task = asyncio.create_task(self._repeat(do, ports, every_s))

    async def end(self) -> Times:
        """Stop, and tell."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        return Times(self._took_s)

    async def _repeat(
        self, do: Callable[[int], Awaitable[float]], ports: Sequence[int], every_s: float
    ) -> None:
        number = 0
        while True:
            self._took_s.append(await do(ports[number % len(ports)]))
            number += 1
            await asyncio.sleep(every_s)


async def _ask_health(port: int) -> float:
    began_s = time.monotonic()
    await ask(port, "GET", "/_health")
    return time.monotonic() - began_s


async def _cancel_one(port: int) -> float:
    """From asking to cancel a job that waits or has begun, until those who watch it are told."""
    request_id = await _submit(port)
    async with aclosing(events(port, request_id, 0)) as stream:
        await anext(stream)
        began_s = time.monotonic()
        cancelled = asyncio.create_task(ask(port, "DELETE", f"/api/jobs/{request_id}"))
        async for _ in stream:
            pass
        took_s = time.monotonic() - began_s
    await cancelled
    return took_s


async def _submit(port: int) -> str:
    while True:
        answer = await ask(port, "POST", "/api/recommend", {"username": HOLDER, "country": "US"})
        if "request_id" in answer.json and "error" not in answer.json:
            return str(answer.json["request_id"])
        await asyncio.sleep(1)


async def _begun(port: int, request_id: str) -> None:
    """Until the profile has been read: what comes then comes slowly."""
    async with aclosing(events(port, request_id, 0)) as stream:
        async for event in stream:
            if event.data.get("stage") == "enrichment":
                return


async def _hold(port: int, request_id: str, opened: asyncio.Semaphore) -> None:
    """Follow until the end; the first event says that the stream is open."""
    is_open = False
    try:
        async for _ in events(port, request_id, 0):
            if not is_open:
                is_open = True
                opened.release()
    finally:
        if not is_open:
            opened.release()  # refused: it is not among those that are held
