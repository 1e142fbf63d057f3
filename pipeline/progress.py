"""The progress of several members, added up."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.context import JobContext
from services.models.events import Event, FilmMatched, PageScraped


class ProgressAggregator:
    """A sum of the pages and films that the members' stages report. Each event names its member."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._pages: dict[str, tuple[int, int]] = {}  # read and to read, by member
        self._films: dict[str, tuple[int, int]] = {}

    def context_of(self, member: str) -> JobContext:
        """Return the context for events of the stages of ``member``; only the job's context can cancel."""
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
