"""A client that only watches a job."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from bench.load_client import events


@dataclass(slots=True)
class Stream:
    """What one client has seen of a job."""

    port: int
    request_id: str
    last: int = 0
    is_open: bool = False
    outcome: str = ""  # of the job's end
    ended_orderly: bool = False  # the job has ended, or the answer without being torn

    async def follow(self) -> None:
        """Go on after what was seen, until the answer ends, is torn or refused."""
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
        """As a page does: again, after so many seconds, until it has seen the end."""
        while not self.outcome:
            await self.follow()
            if not self.outcome:
                self.is_open = False
                await asyncio.sleep(again_s)

    def _note_open(self) -> None:
        self.is_open = True
