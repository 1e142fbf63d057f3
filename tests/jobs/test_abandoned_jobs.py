"""A job that people watched, and that nobody wants any more, ends early."""

import pytest

from jobs.held_jobs import HeldJobs
from jobs.job import Job, JobState
from jobs.limits import ABANDONED_AFTER_S
from tests.jobs.conftest import ANNA, BERT, STATUS, FakePipeline, MakeJobs, ends
from tests.thread_jobs import LIMITS
from tests.timing import PATIENCE_S, Clock


def test_a_job_that_everybody_left_ends_with_what_it_has(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock
) -> None:
    jobs, store = make_jobs()
    job = jobs.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    watching = [jobs.log(job.request_id).follow(STATUS) for _ in range(2)]
    for each in watching:
        next(each)
    del each
    for clock.now_s in (1000.0, 2000.0):
        watching.pop()  # a client's stream is closed
        assert not pipeline.go.is_set(), "one still watches, or not for long nobody does"
        store.end_abandoned()
    clock.now_s = 2001.0 + ABANDONED_AFTER_S
    store.end_abandoned()
    assert '"outcome":"succeeded"' in ends(jobs, job.request_id)


@pytest.mark.parametrize("is_watched", [True, False])
def test_a_job_that_is_asked_for_or_was_never_watched_goes_on(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock, is_watched: bool
) -> None:
    jobs, store = make_jobs()
    job = jobs.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    if is_watched:
        jobs.log(job.request_id).publish("status", {})
        next(jobs.log(job.request_id).follow(STATUS))  # and is left at once
    for clock.now_s in range(100, 1000, 100):
        if is_watched:
            assert jobs.result(job.request_id) is None
        store.end_abandoned()
    assert not pipeline.go.is_set()


def test_one_that_still_waits_is_cancelled(make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock) -> None:
    jobs, store = make_jobs()
    jobs.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    waiting = jobs.submit(BERT, address="b")
    next(jobs.log(waiting.request_id).follow(STATUS))
    for clock.now_s in (0.0, ABANDONED_AFTER_S + 1):
        store.end_abandoned()
    assert store.find(waiting.request_id).state is JobState.CANCELLED


@pytest.mark.parametrize("ago_s", [1.0, ABANDONED_AFTER_S + 1])
def test_those_who_watch_in_other_processes_count_too(clock: Clock, ago_s: float) -> None:
    clock.now_s = 1000.0
    store = HeldJobs(LIMITS, clock)
    store.adopt(Job("x" * 16, ANNA, "a", JobState.RUNNING))
    left: list[str] = []
    store.on_abandoned("x" * 16, lambda: left.append("left"))
    clock.now_s = 5000.0
    store.end_abandoned()
    assert not left, "nobody has watched it"
    store.note_elsewhere("x" * 16, watched_s=ago_s, asked_s=4000.0)
    store.end_abandoned()
    assert bool(left) == (ago_s > ABANDONED_AFTER_S)
    store.close()
