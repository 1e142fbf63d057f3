"""Workers take jobs in turn as threads do, and an address holds at most half of the places of all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.storage.redis_link import RedisLink
from jobs.backend import JobBackend
from jobs.dramatiq_queue import open_broker
from jobs.job import Job, JobState
from jobs.queue_backend import QueueBackend
from jobs.queue_worker import QueueWorker
from jobs.redis_answers import Taken
from jobs.redis_jobs import RedisJobs
from jobs.runner import JobRunner
from jobs.service import JobService
from jobs.shared_store import SharedJobStore
from jobs.turns import Ticket, Turns, WorkerPlaces
from serialisation import Serialiser
from tests.conftest import FEW_EXAMPLES, UNTIMED
from tests.jobs.conftest import ANNA, FakePipeline
from tests.redis_server import RedisServer
from tests.thread_jobs import LIMITS
from tests.timing import PATIENCE_S, until

pytestmark = pytest.mark.redis

UNBOUNDED = replace(LIMITS, max_per_address=None)


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="module")
def link(server: RedisServer) -> Iterator[RedisLink]:
    opened = RedisLink.connect(server.url, required=True, timeout_s=20.0)
    yield opened
    opened.close()


def job_of(number: int, address: str) -> Job:
    return Job(f"{number:016}", replace(ANNA, count=number + 1), address)


def empty(server: RedisServer) -> None:
    with server.client() as client:
        client.flushall()


@settings(FEW_EXAMPLES, suppress_health_check=[*UNTIMED, HealthCheck.function_scoped_fixture])
@given(st.text("abc", max_size=12), st.integers(1, 6), st.data())
def test_workers_take_jobs_in_the_turns_in_which_threads_take_them(
    link: RedisLink, server: RedisServer, addresses: str, places: int, data: st.DataObject
) -> None:
    empty(server)
    jobs = RedisJobs(link, UNBOUNDED, WorkerPlaces("one", places, is_shared_out=True))
    turns = Turns(places)
    for number, address in enumerate(addresses):
        job = job_of(number, address)
        jobs.add(job, None, is_held=False)
        turns.add(Ticket(job.request_id, address))
    running: list[Ticket] = []
    while True:
        while ticket := turns.take():
            assert jobs.take(f"attempt {ticket.request_id}") == Taken("begun", ticket.request_id)
            running.append(ticket)
        if len(running) < places:
            assert jobs.take("attempt") == Taken("none")
        if not running:
            return
        ended = running.pop(data.draw(st.integers(0, len(running) - 1)))
        jobs.end(ended.request_id, JobState.CANCELLED)
        turns.give_back(ended)


def test_an_attempt_whose_answer_is_lost_begins_the_same_job_again(
    link: RedisLink, server: RedisServer
) -> None:
    empty(server)
    jobs = RedisJobs(link, UNBOUNDED, WorkerPlaces("one", 2, is_shared_out=False))
    for number in range(2):
        jobs.add(job_of(number, "a"), None, is_held=False)
    assert [jobs.take("x"), jobs.take("x")] == [Taken("begun", f"{0:016}")] * 2
    assert jobs.take("y") == Taken("begun", f"{1:016}")


def test_the_places_of_all_workers_are_shared_out_together(link: RedisLink, server: RedisServer) -> None:
    empty(server)
    one, other = (RedisJobs(link, UNBOUNDED, WorkerPlaces(name, 2, is_shared_out=True)) for name in "ab")
    for number in range(4):
        one.add(job_of(number, "a"), None, is_held=False)
    other.sweep()
    assert one.take("1").outcome == "begun"
    assert one.take("2").outcome == "begun", "two of four"
    assert other.take("3").outcome == "none"
    other.leave()
    one.end(f"{0:016}", JobState.CANCELLED)
    assert one.take("4").outcome == "none", "one of two"


def test_who_waits_is_told_the_place_in_turn(link: RedisLink, server: RedisServer) -> None:
    empty(server)
    jobs = RedisJobs(link, UNBOUNDED)
    for number, address in enumerate("aab"):
        jobs.add(job_of(number, address), None, is_held=False)

    def place(number: int) -> str:
        batch = jobs.read(f"{number:016}")
        assert batch is not None
        (event,) = batch.events
        return event.data.split('"queue_position":')[1][0]

    assert [place(number) for number in range(3)] == ["1", "3", "2"]


def test_a_job_that_is_cancelled_before_a_worker_has_it_is_counted_where_it_was_cancelled(
    link: RedisLink, server: RedisServer
) -> None:
    empty(server)
    jobs = RedisJobs(link, UNBOUNDED)
    jobs.add(job_of(1, "a"), None, is_held=False)
    assert jobs.end(f"{1:016}", JobState.CANCELLED) == "unrun"


@pytest.fixture
def site(server: RedisServer, pipeline: FakePipeline) -> Iterator[JobService]:
    """A web process without threads of its own, and two workers that run a job each."""
    empty(server)
    with ExitStack() as opened:

        def store(worker: WorkerPlaces | None = None) -> SharedJobStore:
            link = RedisLink.connect(server.url, required=True, timeout_s=20.0)
            opened.callback(link.close)
            made = SharedJobStore(link, UNBOUNDED, has_workers=True, worker=worker)
            opened.callback(made.close)
            return made

        for name in ("one", "other"):
            broker = open_broker(server.url, deadline_s=600)
            opened.callback(broker.close)
            shared = store(WorkerPlaces(name, 1, is_shared_out=True))
            shared.sweeper.sweep()  # so that each knows of both
            runner = JobRunner(pipeline, shared, Serialiser("/posters"))
            worker = QueueWorker(broker, runner, shared.attempts, 1)
            worker.start()
            opened.callback(worker.close, 15.0, lambda: True)
        broker = open_broker(server.url, deadline_s=600)
        opened.callback(broker.close)
        web = store()
        service = JobService(web, QueueBackend(broker, web, here=cast(JobBackend, None)))
        opened.callback(pipeline.go.set)
        yield service


def test_one_address_with_many_jobs_leaves_a_worker_to_others_and_all_of_them_end(
    site: JobService, pipeline: FakePipeline
) -> None:
    many = [site.submit(replace(ANNA, count=number + 1), address="a") for number in range(6)]
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    until(lambda: site.counts()["running"] == 1)
    other = site.submit(ANNA, address="b")
    assert pipeline.started.acquire(timeout=PATIENCE_S), "it begins while the first still runs"
    assert site.counts()["running"] == 2
    pipeline.go.set()
    with ThreadPoolExecutor(7) as pool:
        ends = pool.map(lambda job: site.wait(job.request_id, 60), [other, *many])
    assert all(ends)
    assert site.counts()["succeeded"] == 7
