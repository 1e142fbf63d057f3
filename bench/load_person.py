"""One person of a crowd, who submits, watches, loses the connection, polls, and checks what was seen."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from bench.load_client import Answer, Event, ask, events

_KEPT = frozenset({"recommendation", "retracted", "complete"})  # what no client may miss or see twice
_AGAIN_S = 1.0  # until a lost connection is opened again
_POLL_S = 2.0
_ACCEPTED = 202
_PENDING = frozenset({202, 503})  # the job has not ended yet, or its state is not available


@dataclass(slots=True)
class Visit:
    """The experience of a person. Times are seconds since the first request."""

    accepted_s: float = 0.0
    first_card_s: float | None = None
    total_s: float = 0.0
    outcome: str = "none"
    lost: int = 0  # events that were sent but did not come
    doubled: int = 0
    reconnects: int = 0
    refusals: int = 0  # answers that asked to come later
    is_right: bool = False  # the cards on the page at the end are those of the result
    request_id: str = ""
    moments_s: list[float] = field(default_factory=list)  # of cards and the end, on the monotonic clock
    seen: Counter[int] = field(default_factory=Counter)
    cards: set[int] = field(default_factory=set)


class Person:
    """A person with ``username`` whose requests go to random ``ports``."""

    def __init__(self, username: str, ports: Sequence[int], chance: random.Random, drop_every: int) -> None:
        """Lose the connection after about one of ``drop_every`` events; with 0 never."""
        self._username = username
        self._ports = ports
        self._chance = chance
        self._drop_every = drop_every
        self.visit = Visit()

    async def come(self) -> Visit:
        """Make the whole visit."""
        began_s = time.monotonic()
        request_id = self.visit.request_id = await self._submit()
        self.visit.accepted_s = time.monotonic() - began_s
        polling = asyncio.create_task(self._poll(request_id))
        await self._watch(request_id, began_s)
        await polling
        await self._check(request_id)
        return self.visit

    @property
    def _port(self) -> int:
        return self._chance.choice(self._ports)

    async def _ask(self, method: str, path: str, body: object = None) -> Answer:
        """Ask as a page does: again, until some server answers."""
        while True:
            try:
                return await ask(self._port, method, path, body)
            except OSError:
                await asyncio.sleep(_AGAIN_S)

    async def _submit(self) -> str:
        while True:
            body = {"username": self._username, "country": "US"}
            answer = await self._ask("POST", "/api/recommend", body)
            if answer.status == _ACCEPTED:
                return str(answer.json["request_id"])
            self.visit.refusals += 1
            await asyncio.sleep(float(answer.headers.get("retry-after", _AGAIN_S)))

    async def _watch(self, request_id: str, began_s: float) -> None:
        last = 0
        while self.visit.outcome == "none":
            before = last
            try:
                async with aclosing(events(self._port, request_id, last)) as stream:
                    async for event in stream:
                        last = event.id
                        self._see(event, time.monotonic() - began_s)
                        if self._drop_every and self._chance.randrange(self._drop_every) == 0:
                            break
            except OSError:
                await asyncio.sleep(_AGAIN_S)
            else:
                if last == before:
                    await asyncio.sleep(_AGAIN_S)
            self.visit.reconnects += self.visit.outcome == "none"

    def _see(self, event: Event, passed_s: float) -> None:
        visit = self.visit
        if event.name in _KEPT:
            visit.seen[event.id] += 1
            visit.moments_s.append(time.monotonic())
        if event.name == "recommendation":
            visit.cards.add(event.data["tmdb_id"])
            visit.first_card_s = passed_s if visit.first_card_s is None else visit.first_card_s
        elif event.name == "retracted":
            visit.cards.discard(event.data["tmdb_id"])
        elif event.name == "complete":
            visit.outcome, visit.total_s = event.data["outcome"], passed_s

    async def _poll(self, request_id: str) -> None:
        """Poll the result, like a client that does not know streams."""
        while self.visit.outcome == "none":
            await asyncio.sleep(_POLL_S)
            await self._ask("GET", f"/api/result?request_id={request_id}")

    async def _check(self, request_id: str) -> None:
        """Compare the seen events with all events of the job, and the seen cards with its result.

        A stream that begins from the start contains all events.
        """
        sent = await self._sent(request_id)
        self.visit.lost = len(sent - set(self.visit.seen))
        self.visit.doubled = sum(times - 1 for times in self.visit.seen.values())
        while (answer := await self._ask("GET", f"/api/result?request_id={request_id}")).status in _PENDING:
            await asyncio.sleep(_AGAIN_S)
        final = {each["tmdb_id"] for each in answer.json.get("recommendations", ())}
        self.visit.is_right = bool(final) and final == self.visit.cards

    async def _sent(self, request_id: str) -> set[int]:
        while True:
            sent = set()
            try:
                async with aclosing(events(self._port, request_id, 0)) as stream:
                    async for event in stream:
                        if event.name in _KEPT:
                            sent.add(event.id)
                        if event.name == "complete":
                            return sent
            except OSError:
                pass
            await asyncio.sleep(_AGAIN_S)
