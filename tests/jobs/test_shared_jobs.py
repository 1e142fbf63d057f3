"""Jobs that several processes share through a real Redis; each store here stands for a process."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast

import pytest

import errors
from infra.storage.redis_link import RedisLink
from jobs.backend import JobBackend, ThreadBackend
from jobs.dramatiq_queue import QUEUE, open_broker
from jobs.job import Job, JobResult, JobState
from jobs.queue_backend import QueueBackend
from jobs.runner import JobRunner
from jobs.service import JobService
from jobs.shared_store import SharedJobStore
from jobs.turns import Turns
from serialisation import Serialiser
from services.models.histories import Export, Interaction, Profile, ProfileSource, WatchlistFilm
from sse import Channel, LoggedEvent, Retention
from tests.jobs.conftest import ANNA, BERT, FakePipeline
from tests.redis_server import RedisServer
from tests.thread_jobs import LIMITS
from tests.timing import PATIENCE_S, until

pytestmark = pytest.mark.redis

EVERYTHING = Channel(frozenset({"log", "retracted", "recommendation", "status", "complete"}), frozenset())

END = Channel(frozenset({"complete"}), frozenset())

Process = tuple[JobService, SharedJobStore]
MakeProcess = Callable[..., Process]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def make_process(server: RedisServer, pipeline: FakePipeline) -> Iterator[MakeProcess]:
    """Builds what one process has of jobs, which its threads run."""
    with server.client() as client:
        client.flushall()
    with ExitStack() as opened:

        def make(*, has_workers: bool = False, **limits: Any) -> Process:
            link = RedisLink.connect(server.url, required=True, timeout_s=5.0, probe_every_s=0.05)
            opened.callback(link.close)
            store = SharedJobStore(link, replace(LIMITS, **limits), has_workers=has_workers)
            opened.callback(store.close)
            pool = opened.enter_context(ThreadPoolExecutor(2))
            runner = JobRunner(pipeline, store, Serialiser("/posters"))
            service = JobService(store, ThreadBackend(runner, store, pool, Turns(2)))
            opened.callback(service.close)
            return service, store

        yield make


def follow(jobs: JobService, request_id: str, after: int = 0) -> list[LoggedEvent]:
    """All events to the end, each once."""
    events = [each for each in jobs.log(request_id).follow(EVERYTHING, after, heartbeat_s=30) if each]
    assert events[-1].name == "complete"
    ids = [each.id for each in events]
    assert ids == sorted(set(ids))
    return events


def outcome(event: LoggedEvent) -> str:
    return event.data.split('"outcome":"')[1].split('"')[0]


def lapse(lost: SharedJobStore, server: RedisServer) -> None:
    """As if the process of ``lost`` were gone for long, at once."""
    lost._replicator.release("x" * 16)  # it says no more
    with server.client() as client:
        client.hset("jobs:v1:job:" + "x" * 16, "lease", 0)


def lapsed(lost: SharedJobStore, server: RedisServer) -> Job | None:
    lapse(lost, server)
    return lost.attempts.take()


def begin_after(lost: SharedJobStore, store: SharedJobStore, server: RedisServer) -> Job:
    """The job as it begins in ``store`` once the process of ``lost`` is gone."""
    while True:
        lapse(lost, server)
        job = store.attempts.take()
        if job is not None:  # else its last word was still under way
            return job


def test_a_job_of_one_process_is_followed_and_read_in_another(
    make_process: MakeProcess, pipeline: FakePipeline
) -> None:
    (one, _), (other, _) = make_process(), make_process()
    pipeline.retracted = 500
    job = one.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    with ThreadPoolExecutor(3) as pool:
        watching = [pool.submit(follow, jobs, job.request_id) for jobs in (one, other, other)]
        pipeline.go.set()
        here, *elsewhere = [each.result() for each in watching]
    withdrawn = [each for each in here if each.name == "retracted"]
    assert len(withdrawn) == 500
    for events in (*elsewhere, follow(other, job.request_id)):
        assert [each for each in events if each.name == "retracted"] == withdrawn
        assert events[-1] == here[-1]
    result = other.result(job.request_id)
    assert result is not None
    assert result.payload["username"] == "anna"
    assert other.log(job.request_id).has_ended_by(here[-1].id)
    resumed = follow(other, job.request_id, after=withdrawn[250].id)
    assert [each for each in resumed if each.name == "retracted"] == withdrawn[251:]


@pytest.mark.parametrize("is_met_first", [False, True])
def test_a_defect_in_what_one_job_tells_costs_no_other_and_holds_up_no_end(
    make_process: MakeProcess,
    pipeline: FakePipeline,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_met_first: bool,
) -> None:
    (one, store), (other, _) = make_process(), make_process()
    odd = one.submit(ANNA, address="a")
    sound = one.submit(BERT, address="b")

    def defect(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(one.log(odd.request_id), "changes", defect)
    if is_met_first:
        one.log(odd.request_id).publish("log", {})
        until(lambda: "only this process serves its events" in caplog.text)
    pipeline.go.set()
    assert outcome(follow(other, sound.request_id)[-1]) == "succeeded"
    assert outcome(follow(one, odd.request_id)[-1]) == "succeeded"
    store.close()


def test_cancelling_elsewhere_stops_the_job_where_it_runs(
    make_process: MakeProcess, pipeline: FakePipeline
) -> None:
    (one, here), (other, there) = make_process(), make_process()
    job = one.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    until(lambda: there.find(job.request_id).state is JobState.RUNNING)
    other.cancel(job.request_id, there.find(job.request_id).cancel_token)
    assert pipeline.go.wait(PATIENCE_S), "the pipeline is woken"
    assert outcome(follow(other, job.request_id)[-1]) == "cancelled"
    until(lambda: here.find(job.request_id).state is JobState.CANCELLED)
    for jobs in (one, other):
        with pytest.raises(errors.JobCancelled):
            jobs.result(job.request_id)


def test_ids_bounds_and_same_requests_hold_for_all_processes_together(make_process: MakeProcess) -> None:
    (one, _), (other, _) = (make_process(max_per_address=2, max_queued=3) for _ in range(2))
    first = one.submit(ANNA, address="a", request_id="x" * 16)
    assert other.submit(ANNA, address="a", request_id="x" * 16).request_id == first.request_id
    assert other.submit(ANNA, address="a").request_id == first.request_id
    with pytest.raises(errors.JobConflict):
        other.submit(BERT, address="b", request_id="x" * 16)
    other.submit(BERT, address="a")
    with pytest.raises(errors.TooManyJobs):
        one.submit(replace(ANNA, count=1), address="a")
    assert sum(one.counts().values()) == 2 == sum(other.counts().values())


def test_a_place_that_one_process_reserves_counts_in_the_other(make_process: MakeProcess) -> None:
    (_, one), (_, other) = (make_process(has_workers=True, max_queued=1) for _ in range(2))
    place = one.reserve("a")
    with pytest.raises(errors.QueueFull):
        other.add(Job("y" * 16, BERT, "b"))
    one.add(Job("x" * 16, ANNA, "a"), place)
    with pytest.raises(errors.QueueFull):
        other.add(Job("y" * 16, BERT, "b"))


def test_requests_that_are_being_read_reserve_half_of_the_queue_of_all_processes(
    make_process: MakeProcess,
) -> None:
    (_, one), (_, other) = (make_process(has_workers=True, max_queued=4) for _ in range(2))
    places = [one.reserve("a"), other.reserve("b")]
    with pytest.raises(errors.QueueFull, match="being read"):
        one.reserve("c")
    other.add(Job("x" * 16, ANNA, "d"))
    one.release(places[0])
    other.reserve("c")


def test_what_a_member_brought_along_reaches_the_worker_and_goes_with_the_job(
    make_process: MakeProcess, server: RedisServer
) -> None:
    (_, web), (_, worker) = make_process(has_workers=True), make_process(has_workers=True)
    films = tuple(Interaction(f"Film {n}", 1999, None, 4.0, link=f"/{n}") for n in range(1000))
    profile = Profile("anna", films, None, ProfileSource.EXPORT)
    export = Export(profile, (WatchlistFilm("Later", 2001),), read=1000, merged=0, skipped=())
    request = replace(ANNA, export=export, export_digest="d", exclude_ids=frozenset({3, 1, 2}))
    web.add(Job("x" * 16, request, "a"))
    job = worker.attempts.take()
    assert job is not None
    assert (job.request, job.request.export) == (request, export)
    worker.finish(job, JobState.CANCELLED)
    assert worker.attempts.wait_until_shared("x" * 16, 30)
    with server.client() as client:
        assert not list(client.scan_iter("*export*"))


def test_who_waits_for_a_worker_is_told_the_place(make_process: MakeProcess) -> None:
    (_, web), (_, worker) = make_process(has_workers=True), make_process(has_workers=True)
    for number in range(3):
        web.add(Job(f"{number}" * 16, replace(ANNA, count=number + 1), "a"))
    last = web.log("2" * 16).follow(EVERYTHING, heartbeat_s=30)
    told = next(last)
    assert told is not None
    assert '"queue_position":3' in told.data
    web.cancel("0" * 16)
    told = next(last)
    assert told is not None
    assert '"queue_position":2' in told.data
    assert worker.attempts.take()
    told = next(last)
    assert told is not None
    assert '"queue_position":1' in told.data


def test_lines_beyond_the_bound_are_told_elsewhere_as_they_are_here(
    make_process: MakeProcess, pipeline: FakePipeline
) -> None:
    (one, here), (other, _) = make_process(log_bound=10), make_process(log_bound=10)
    job = one.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    log = here.log(job.request_id)
    for number in range(50):
        log.publish("log", {"line": f"line {number}"}, Retention.BOUNDED)
    pipeline.go.set()
    expected = [each for each in follow(one, job.request_id) if each.name == "log"]
    assert "40 earlier lines" in expected[0].data
    assert here.attempts.wait_until_shared(job.request_id, 30)
    assert [each for each in follow(other, job.request_id) if each.name == "log"] == expected


def test_a_job_whose_process_is_gone_is_taken_up_and_its_late_words_count_for_nothing(
    make_process: MakeProcess, server: RedisServer
) -> None:
    (_, lost), (watcher, web), (_, next_one) = (make_process(has_workers=True) for _ in range(3))
    web.add(Job("x" * 16, ANNA, "a"))
    first = lost.attempts.take()
    assert first is not None
    early = lost.log("x" * 16)
    for film in (1, 2, 3):
        early.publish("recommendation", {"tmdb_id": film})
    until(lambda: len(web._jobs.read("x" * 16).events) >= 3)  # type: ignore[union-attr]
    second = begin_after(lost, next_one, server)
    assert second.attempt != first.attempt
    late = next_one.log("x" * 16)
    for film in (2, 4):
        late.publish("recommendation", {"tmdb_id": film})
    early.publish("recommendation", {"tmdb_id": 99})
    lost._share(first)
    until(lambda: not lost.attempts.running())
    assert not lost.finish(first, JobState.SUCCEEDED)
    assert next_one.finish(second, JobState.SUCCEEDED)
    events = follow(watcher, "x" * 16)
    shown = [(each.name, each.data) for each in events if each.name in {"recommendation", "retracted"}]
    assert shown == [
        *(("recommendation", f'{{"tmdb_id":{film}}}') for film in (1, 2, 3, 4)),
        *(("retracted", f'{{"tmdb_id":{film},"reason":"outranked"}}') for film in (1, 3)),
    ]


def test_who_comes_to_a_job_that_others_watch_here_costs_no_round_trip(
    make_process: MakeProcess, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when all pages of a process come back at once."""
    (one, _), (other, there) = make_process(), make_process()
    job = one.submit(ANNA, address="a")
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    watching = other.log(job.request_id).follow(EVERYTHING, heartbeat_s=30)
    assert next(watching) is not None
    reading = there._jobs

    def refuse(*_: object) -> None:
        raise AssertionError("Redis is asked")

    for step in ("find", "read", "ended_id"):
        monkeypatch.setattr(reading, step, refuse)
    log = other.log(job.request_id)
    assert not log.has_ended_by(1)
    assert next(log.follow(EVERYTHING, heartbeat_s=30)) is not None
    monkeypatch.undo()
    pipeline.go.set()
    last = [each for each in watching if each][-1]
    assert other.log(job.request_id).has_ended_by(last.id)
    assert not other.log(job.request_id).has_ended_by(last.id - 1)


def test_a_job_that_is_handed_back_shows_no_card_twice(make_process: MakeProcess) -> None:
    (_, one), (watcher, other) = (make_process(has_workers=True) for _ in range(2))
    one.add(Job("x" * 16, ANNA, "a"))
    job = one.attempts.take()
    assert job is not None
    one.log("x" * 16).publish("recommendation", {"tmdb_id": 1})
    until(lambda: any(each.name == "recommendation" for each in other._jobs.read("x" * 16).events))  # type: ignore[union-attr]
    assert one.attempts.hand_back(job)
    again = other.attempts.take()
    assert again is not None
    for film in (1, 2):
        other.log("x" * 16).publish("recommendation", {"tmdb_id": film})
    assert other.finish(again, JobState.SUCCEEDED)
    cards = [each.data for each in follow(watcher, "x" * 16) if each.name in {"recommendation", "retracted"}]
    assert cards == ['{"tmdb_id":1}', '{"tmdb_id":2}']


def test_a_job_that_has_lost_three_processes_ends_as_failed(
    make_process: MakeProcess, server: RedisServer
) -> None:
    (jobs, web), (_, worker) = make_process(has_workers=True), make_process(has_workers=True)
    web.add(Job("x" * 16, ANNA, "a"))
    assert worker.attempts.take()
    for _ in range(2):
        begin_after(worker, worker, server)
    lapse(worker, server)
    until(lambda: lapsed(worker, server) is None)
    assert outcome(follow(jobs, "x" * 16)[-1]) == "failed"
    result = jobs.result("x" * 16)
    assert result is not None
    assert result.status == 500


def test_nobody_sees_the_end_before_all_can_have_the_result(
    make_process: MakeProcess, pipeline: FakePipeline
) -> None:
    (one, _), (other, _) = make_process(), make_process()
    pipeline.go.set()
    for number in range(20):
        job = one.submit(replace(ANNA, count=number + 1), address="a")
        assert one.wait(job.request_id, 30)
        assert other.result(job.request_id) is not None


@pytest.mark.parametrize("has_workers", [False, True], ids=["threads", "worker"])
def test_a_job_goes_on_while_redis_is_gone_and_is_told_when_it_is_back_with_nothing(
    make_process: MakeProcess, server: RedisServer, has_workers: bool
) -> None:
    """The worst case: what Redis had is lost with it."""
    (_, one), (jobs, other) = (make_process(has_workers=has_workers) for _ in range(2))
    one.add(Job("x" * 16, ANNA, "a"))
    job = one.attempts.take() if has_workers else one.begin("x" * 16)
    assert job is not None
    log = one.log("x" * 16)
    log.publish("recommendation", {"tmdb_id": 1})
    watching = jobs.log("x" * 16).follow(EVERYTHING, heartbeat_s=60)
    seen = [next(watching)]
    while seen[-1] is None or seen[-1].name != "recommendation":
        seen.append(next(watching))
    server.stop()
    until(lambda: not is_reachable(other))
    for film in range(2, 200):
        log.publish("recommendation", {"tmdb_id": film})
    assert one.finish(job, JobState.SUCCEEDED, JobResult.of(200, {"username": "anna"}))
    assert next(log.follow(END, heartbeat_s=30))
    result = one.result("x" * 16)
    assert result is not None, "the process that ran it serves it"
    server.start()
    seen += watching
    cards = [each.data for each in seen if each is not None and each.name == "recommendation"]
    assert cards == [f'{{"tmdb_id":{film}}}' for film in range(1, 200)]
    assert seen[-1] is not None
    assert outcome(seen[-1]) == "succeeded"
    assert other.result("x" * 16) == result


def is_reachable(store: SharedJobStore) -> bool:
    try:
        store.find("x" * 16)
    except errors.QueueFull:
        return False
    return True


def test_a_job_that_comes_while_redis_is_gone_runs_here_and_is_shared_later(
    make_process: MakeProcess, server: RedisServer, pipeline: FakePipeline
) -> None:
    (one, here), (other, there) = make_process(), make_process()
    server.stop()
    until(lambda: not is_reachable(here))
    pipeline.go.set()
    job = one.submit(ANNA, address="a")
    assert one.wait(job.request_id, 30)
    assert one.result(job.request_id) is not None
    server.start()
    assert here.attempts.wait_until_shared(job.request_id, 30)
    until(lambda: there._link.is_available)
    assert other.result(job.request_id) == one.result(job.request_id)
    assert follow(other, job.request_id)


def test_a_job_whose_message_is_lost_is_sent_again_once(
    make_process: MakeProcess, server: RedisServer
) -> None:
    (_, web), (_, worker) = make_process(has_workers=True), make_process(has_workers=True)
    broker = open_broker(server.url, deadline_s=60)
    QueueBackend(broker, web, here=cast(JobBackend, None))
    web.add(Job("x" * 16, ANNA, "a"))  # and the process is gone before it has sent it
    for _ in range(2):
        web.sweeper.sweep()
        assert broker.do_qsize(QUEUE) == 1
    assert worker.attempts.take()
    broker.flush(QUEUE)
    lapse(worker, server)
    until(lambda: worker.attempts.wait_until_shared("x" * 16, 0))
    lapse(worker, server)
    web.sweeper.sweep()
    assert broker.do_qsize(QUEUE) == 1, "its worker is gone, and so is the message"
    broker.close()


def test_a_thread_job_whose_process_is_gone_is_told_so(
    make_process: MakeProcess, server: RedisServer, pipeline: FakePipeline
) -> None:
    (one, here), (other, there) = make_process(), make_process()
    one.submit(ANNA, address="a", request_id="x" * 16)
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    watching = other.log("x" * 16).follow(END, heartbeat_s=60)

    def sweep() -> bool:
        lapse(here, server)
        there.sweeper.sweep()
        return there.find("x" * 16).state is JobState.FAILED

    until(sweep)
    end = next(watching)
    assert end is not None
    assert "shutting-down" in end.data


def test_a_member_who_is_to_be_forgotten_is_so_in_all_processes(
    make_process: MakeProcess, server: RedisServer, pipeline: FakePipeline
) -> None:
    (one, here), (other, there) = make_process(), make_process()
    one.submit(ANNA, address="a", request_id="x" * 16)
    assert pipeline.started.acquire(timeout=PATIENCE_S)
    until(lambda: there.find("x" * 16).state is JobState.RUNNING)
    assert other.forget("Anna") == 1
    until(lambda: not here.attempts.running())
    for jobs in (one, other):
        with pytest.raises(errors.JobUnknown):
            jobs.log("x" * 16)
    with server.client() as client:
        assert [*client.scan_iter("*job:*")] == [b"jobs:v1:job:" + b"x" * 16 + b":gone"]
