"""The progress of several members as one."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.context import JobContext
from services.models.events import Event, FilmMatched, PageScraped


class ProgressAggregator:
    """Adds up what the members' stages say of their pages and films, and says whose it is."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._pages: dict[str, tuple[int, int]] = {}  # read and to read, by member
        self._films: dict[str, tuple[int, int]] = {}

    def context_of(self, member: str) -> JobContext:
        """What the stages of ``member`` tell their events to; cancelling stays the job's own affair."""
        return JobContext(self._emitter(member))

    def _emitter(self, member: str) -> Callable[[Event], None]:
        def emit(event: Event) -> None:
            match event:
                case PageScraped(page, pages):
                    done, total = self._add(self._pages, member, page, pages)
                    event = replace(event, page=done, pages=total, member=member)
                case FilmMatched(done, total):
                    done, total = self._add(self._films, member, done, total)
                    event = replace(event, done=done, total=total, member=member)
                case _:
                    pass
            self._context.emit(event)

        return emit

    @staticmethod
    def _add(counts: dict[str, tuple[int, int]], member: str, done: int, total: int) -> tuple[int, int]:
        counts[member] = (done, total)
        return sum(each for each, _ in counts.values()), sum(each for _, each in counts.values())
