"""People who come together, streams that are held, and their effects on others."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil

from bench.app_process import AppProcess
from bench.health_probe import health_asked
from bench.load_client import ask, events
from bench.load_person import Person, Visit
from bench.load_stream import Stream

LOOK_EVERY_S = 0.1
CANCEL_EVERY_S = 0.5
HELD_S = 30.0
AGAIN_S = 5.0  # until a page that is refused tries again
RESUMED_WITHIN_S = 60.0
_CANCELLED = 204
HOLDER = "endless"  # a member whose job lasts for as long as streams are held


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in seconds."""

    values: Sequence[float]

    def at(self, share: float) -> float:
        """Return the smallest value that ``share`` of all values do not exceed; ``nan`` without values."""
        ordered = sorted(self.values)
        return ordered[ceil(share * len(ordered)) - 1] if ordered else float("nan")

    @property
    def text(self) -> str:
        """The median, the 99th percentile and the number of values."""
        return f"{self.at(0.5) * 1000:.0f} ms, {self.at(0.99) * 1000:.0f} ms ({len(self.values)})"


@dataclass(frozen=True, slots=True)
class CrowdFigures:
    """The figures of a crowd."""

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
        """Whether all jobs succeeded and each person saw all of their events once."""
        return self.succeeded == len(self.visits) and not (self.wrong or self.lost or self.doubled)


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """The costs of streams that are held."""

    held: int
    kb_each: float
    opening: Times  # of ``/_health`` while all are opened
    health: Times  # while they are held
    storm: Times  # while all are opened again
    resumed: int  # streams opened again that saw the job's end
    reopened_s: float  # seconds until all were open again


@dataclass(frozen=True, slots=True)
class Submitted:
    """A job that was accepted."""

    request_id: str
    cancel_token: str

    async def cancel(self, port: int) -> None:
        """Cancel the job."""
        answer = await ask(port, "DELETE", f"/api/jobs/{self.request_id}", token=self.cancel_token)
        if answer.status != _CANCELLED:
            raise RuntimeError(f"the job cannot be cancelled: {answer.status}")


async def let_come(people: Sequence[Person], ports: Sequence[int]) -> CrowdFigures:
    """Let all ``people`` come at once, and return the figures when the last has gone."""
    took_s: list[float] = []
    with health_asked(ports, took_s):
        latency = _Repeated(_cancel_one, ports, CANCEL_EVERY_S)
        began_s = time.monotonic()
        visits = await asyncio.gather(*(person.come() for person in people))
        total_s = time.monotonic() - began_s
        latencies = await latency.end()
    return CrowdFigures(visits, total_s, latencies, Times(took_s))


async def hold_streams(number: int, servers: Sequence[AppProcess], ports: Sequence[int]) -> StreamFigures:
    """Open ``number`` streams of one job over all ``servers``, hold them, and open all again at once."""
    job = await submit(ports[0], HOLDER)
    await _begun(ports[0], job.request_id)
    streams = [Stream(ports[n % len(ports)], job.request_id) for n in range(number)]
    before_mb = sum(server.rss_mb for server in servers)
    following, _, opening = await _open_all(streams, ports)
    beside_s: list[float] = []
    with health_asked(ports, beside_s):
        await asyncio.sleep(HELD_S)
    held = sum(stream.is_open for stream in streams)
    after_mb = sum(server.rss_mb for server in servers)
    for stream, task in zip(streams, following, strict=True):
        task.cancel()
        stream.is_open = False
    following, reopened_s, storm = await _open_all(streams, ports)
    await job.cancel(ports[0])
    await asyncio.wait(following, timeout=RESUMED_WITHIN_S)
    kb_each = 1024 * (after_mb - before_mb) / max(1, number)
    resumed = sum(bool(stream.outcome) for stream in streams)
    return StreamFigures(held, kb_each, opening, Times(beside_s), storm, resumed, reopened_s)


async def _open_all(
    streams: Sequence[Stream], ports: Sequence[int]
) -> tuple[Sequence[asyncio.Task[None]], float, Times]:
    """Return the tasks that follow the streams, the seconds until all were open, and the times of health."""
    took_s: list[float] = []
    with health_asked(ports, took_s):
        began_s = time.monotonic()
        following = [asyncio.create_task(stream.follow_to_the_end(AGAIN_S)) for stream in streams]
        while not all(stream.is_open or stream.outcome for stream in streams):
            await asyncio.sleep(LOOK_EVERY_S)
        open_after_s = time.monotonic() - began_s
    return following, open_after_s, Times(took_s)


class _Repeated:
    """An action that is repeated beside others, with the seconds that each time took."""

    def __init__(self, do: Callable[[int], Awaitable[float]], ports: Sequence[int], every_s: float) -> None:
        self._took_s: list[float] = []
        self._is_over = False
        self._task = asyncio.create_task(self._repeat(do, ports, every_s))

    async def end(self) -> Times:
        """Stop repeating the action, and return the times."""
        self._is_over = True
        await self._task
        return Times(self._took_s)

    async def _repeat(
        self, do: Callable[[int], Awaitable[float]], ports: Sequence[int], every_s: float
    ) -> None:
        number = 0
        while not self._is_over:
            self._took_s.append(await do(ports[number % len(ports)]))
            number += 1
            await asyncio.sleep(every_s)


async def _cancel_one(port: int) -> float:
    """Return the seconds from the request to cancel a job until its watchers get the end."""
    while True:
        try:
            return await _time_cancelling(port, await submit(port, HOLDER))
        except OSError:  # refused; a page would try again, too
            await asyncio.sleep(AGAIN_S)


async def _time_cancelling(port: int, job: Submitted) -> float:
    async with aclosing(events(port, job.request_id, 0)) as stream:
        await anext(stream)
        began_s = time.monotonic()
        cancelled = asyncio.create_task(job.cancel(port))
        async for _ in stream:
            pass
        took_s = time.monotonic() - began_s
    await cancelled
    return took_s


async def submit(port: int, username: str) -> Submitted:
    """Start a job, as soon as one is accepted."""
    while True:
        answer = await ask(port, "POST", "/api/recommend", {"username": username, "country": "US"})
        if "cancel_token" in answer.json:
            return Submitted(answer.json["request_id"], answer.json["cancel_token"])
        await asyncio.sleep(1)


async def _begun(port: int, request_id: str) -> None:
    """Wait until the profile has been read: later events come slowly."""
    async with aclosing(events(port, request_id, 0)) as stream:
        async for event in stream:
            if event.data.get("stage") == "enrichment":
                return
