"""Jobs over a pipeline that waits for a test, and a clock that a test sets."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from jobs.memory_store import MemoryJobStore
from jobs.service import JobService
from pipeline.context import JobContext
from services.models.events import Progressed, Retracted
from services.models.histories import Profile, ProfileSource
from services.models.ranking import Preferences, SeedSummary
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from sse import Channel
from tests.thread_jobs import LIMITS, thread_jobs
from tests.timing import Clock

RANDOM_ID = "0123456789-abcdef"
ANNA = RecommendationRequest("anna", "CL", "Chile")
BERT = RecommendationRequest("bert", "CL", "Chile")
STATUS = Channel(frozenset({"status", "complete"}), frozenset())


class FakePipeline:
    """A pipeline that waits until ``go`` is set, then reports or raises."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.started = threading.Semaphore(0)
        self.error: Exception | None = None
        self.retracted = 0  # the number of these events in a job; the event log keeps them

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        context.wake_with(self.go.set)
        context.emit(Progressed("profile", 0, 0))
        self.started.release()
        while not self.go.wait(0.05) and context.left_s:
            pass
        for number in range(self.retracted):
            context.emit(Retracted(number, "seen"))
        context.check()
        if self.error is not None:
            raise self.error
        profile = Profile(request.username, (), 1, ProfileSource.PAGES)
        return RecommendationReport(
            request, profile, Preferences((), (), ()), SeedSummary(0, "rated"), (), ()
        )


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def clock() -> Clock:
    return Clock(0.0)


MakeJobs = Callable[..., tuple[JobService, MemoryJobStore]]


@pytest.fixture
def make_jobs(pipeline: FakePipeline, clock: Clock) -> Iterator[MakeJobs]:
    with ExitStack() as opened:

        def make(*, at_once: int = 1, **limits: Any) -> tuple[JobService, MemoryJobStore]:
            jobs = thread_jobs(pipeline, replace(LIMITS, **limits), at_once=at_once, clock=clock)
            return opened.enter_context(jobs)

        yield make


def run(jobs: JobService, pipeline: FakePipeline, request_id: str | None = None) -> str:
    """Run a job to its end and return its id."""
    pipeline.go.set()
    job = jobs.submit(ANNA, address="a", request_id=request_id)
    assert jobs.wait(job.request_id, 10)
    return job.request_id


def ends(jobs: JobService, request_id: str) -> str:
    *_, last = (event for event in jobs.log(request_id).follow(STATUS) if event)
    return last.data
