"""A client that only watches a job."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from bench.load_client import events


@dataclass(slots=True)
class Stream:
    """The part of a job that one client has seen."""

    port: int
    request_id: str
    last: int = 0
    is_open: bool = False
    outcome: str = ""  # as the end of the job says
    ended_orderly: bool = False  # the answer ended without an error

    async def follow(self) -> None:
        """Follow the job after what was seen, until the answer ends, breaks or is refused."""
        try:
            async with aclosing(events(self.port, self.request_id, self.last, self._note_open)) as opened:
                async for event in opened:
                    self.last = event.id
                    if event.name == "complete":
                        self.outcome = event.data["outcome"]
        except OSError:
            return
        self.ended_orderly = True

    async def follow_to_the_end(self, again_s: float) -> None:
        """Follow the job as a page does: again after ``again_s``, until its end was seen."""
        while not self.outcome:
            await self.follow()
            if not self.outcome:
                self.is_open = False
                await asyncio.sleep(again_s)

    def _note_open(self) -> None:
        self.is_open = True
