"""A job's life: queued, bounded, cancelled, ended; and what remains of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

import errors
from jobs.job import JobState
from jobs.service import JobService
from serialisation import Serialiser
from services.models.histories import Export, Profile, ProfileSource
from tests.jobs.conftest import ANNA, BERT, RANDOM_ID, STATUS, FakePipeline, MakeJobs, ends, run
from tests.timing import PATIENCE_S, Clock


def status(jobs: JobService, request_id: str) -> int | None:
    result = jobs.result(request_id)
    return result.status if result else None


def test_a_job_succeeds_and_its_result_is_stored_before_the_end_is_sent(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs()
    job = jobs.submit(ANNA, address="a")
    assert jobs.result(job.request_id) is None
    pipeline.go.set()
    assert '"outcome":"succeeded"' in ends(jobs, job.request_id)
    result = jobs.result(job.request_id)
    assert result is not None
    assert (result.status, result.payload["username"]) == (200, "anna")


def test_the_same_id_and_body_is_the_same_job_and_another_body_a_conflict(make_jobs: MakeJobs) -> None:
    jobs, _ = make_jobs()
    for _ in range(2):
        assert jobs.submit(ANNA, address="a", request_id=RANDOM_ID).request_id == RANDOM_ID
    assert sum(jobs.counts().values()) == 1
    with pytest.raises(errors.JobConflict):
        jobs.submit(BERT, address="a", request_id=RANDOM_ID)


def test_the_same_request_of_the_same_address_is_one_job_until_it_ends(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs(max_per_address=1)
    first = jobs.submit(ANNA, address="a")
    for request_id in (None, RANDOM_ID):  # queued, or running: no matter
        assert jobs.submit(ANNA, address="a", request_id=request_id).request_id == first.request_id
        pipeline.started.acquire(blocking=request_id is None)
    assert jobs.submit(ANNA, address="b").request_id != first.request_id
    with pytest.raises(errors.TooManyJobs):
        jobs.submit(BERT, address="a")
    pipeline.go.set()
    ends(jobs, first.request_id)
    assert jobs.submit(ANNA, address="a", request_id=RANDOM_ID).request_id == RANDOM_ID


def test_a_cancelled_job_is_nobody_elses(make_jobs: MakeJobs) -> None:
    jobs, _ = make_jobs()
    first = jobs.submit(ANNA, address="a")
    jobs.cancel(first.request_id, first.cancel_token)
    assert jobs.submit(ANNA, address="a").request_id != first.request_id


def test_imports_are_the_same_by_the_content_of_their_files(make_jobs: MakeJobs) -> None:
    jobs, _ = make_jobs()
    profile = Profile("anna", (), None, ProfileSource.EXPORT)
    ids = [
        jobs.submit(
            replace(ANNA, export=Export(profile, (), read=0, merged=0, skipped=()), export_digest=digest),
            address="a",
        ).request_id
        for digest in ("one", "one", "two")
    ]
    assert ids[0] == ids[1] != ids[2]


def test_of_many_that_come_in_at_once_one_job_is_made(make_jobs: MakeJobs) -> None:
    jobs, _ = make_jobs(max_per_address=1)
    at_once = threading.Barrier(16)

    def submit(_: int) -> str:
        at_once.wait()
        return jobs.submit(ANNA, address="a").request_id

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(submit, range(16)))) == 1
    assert sum(jobs.counts().values()) == 1


def test_an_id_is_free_again_when_its_result_has_expired(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock
) -> None:
    jobs, _ = make_jobs(result_ttl_s=60)
    request_id = run(jobs, pipeline, RANDOM_ID)
    clock.now_s = 61
    with pytest.raises(errors.ResultExpired):
        jobs.result(request_id)
    assert jobs.submit(BERT, address="a", request_id=request_id).request == BERT


def test_a_failure_is_the_problem_of_result_and_stream_alike(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs()
    pipeline.error = errors.ProfileNotFound("anna", "no")
    request_id = run(jobs, pipeline)
    end = ends(jobs, request_id)
    assert '"outcome":"failed"' in end
    assert "profile-not-found" in end
    assert status(jobs, request_id) == 404


@pytest.mark.parametrize(("part", "call"), [(FakePipeline, "recommend"), (Serialiser, "report")])
def test_a_defect_is_an_honest_500_without_its_text(
    make_jobs: MakeJobs, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch, part: type, call: str
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(part, call, fail)
    jobs, _ = make_jobs()
    request_id = run(jobs, pipeline)
    end = ends(jobs, request_id)
    assert '"outcome":"failed"' in end
    assert "secret" not in end
    assert status(jobs, request_id) == 500


def test_cancelling_a_running_job_ends_it_and_forgets_its_result(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, store = make_jobs()
    job = jobs.submit(ANNA, address="a")
    pipeline.started.acquire()
    jobs.cancel(job.request_id, job.cancel_token)
    assert '"outcome":"cancelled"' in ends(jobs, job.request_id)
    with pytest.raises(errors.JobCancelled):
        jobs.result(job.request_id)
    assert store.find(job.request_id).state is JobState.CANCELLED


def test_cancelling_a_queued_job_means_it_never_starts(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    jobs, _ = make_jobs()
    running = jobs.submit(ANNA, address="a")
    queued = jobs.submit(BERT, address="b")
    pipeline.started.acquire()
    jobs.cancel(queued.request_id, queued.cancel_token)
    pipeline.go.set()
    ends(jobs, running.request_id)
    assert not pipeline.started.acquire(blocking=False)


def test_cancelling_a_finished_job_forgets_its_result(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    jobs, store = make_jobs()
    request_id = run(jobs, pipeline)
    jobs.cancel(request_id, store.find(request_id).cancel_token)
    with pytest.raises(errors.JobCancelled):
        jobs.result(request_id)


def test_who_waits_is_told_the_place_in_the_queue(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    jobs, _ = make_jobs()
    jobs.submit(ANNA, address="a")
    pipeline.started.acquire()
    second = jobs.submit(BERT, address="b")
    event = next(jobs.log(second.request_id).follow(STATUS))
    assert event is not None
    assert '"queue_position":1' in event.data


def test_one_address_and_the_queue_are_bounded(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    jobs, _ = make_jobs(max_per_address=2, max_queued=2)
    jobs.submit(ANNA, address="a")
    pipeline.started.acquire()
    jobs.submit(BERT, address="a")
    with pytest.raises(errors.TooManyJobs):
        jobs.submit(replace(ANNA, count=1), address="a")
    jobs.submit(ANNA, address="b")
    with pytest.raises(errors.QueueFull):
        jobs.submit(ANNA, address="c")


def test_requests_that_are_being_read_leave_half_of_the_queue_to_others(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs(max_queued=4)
    with ExitStack() as reading:
        places = [reading.enter_context(jobs.place_for(address)) for address in "ab"]
        with pytest.raises(errors.QueueFull), jobs.place_for("c"):
            pass
        jobs.submit(ANNA, address="d")
        pipeline.started.acquire()
        jobs.submit(BERT, address="e", place=places[0])
        with jobs.place_for("c"):
            pass


def test_an_address_with_many_jobs_leaves_half_of_the_places_to_others(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, store = make_jobs(at_once=4, max_per_address=None)
    ours = [jobs.submit(replace(ANNA, count=count), address="a") for count in range(1, 6)]
    theirs = jobs.submit(BERT, address="b")
    for _ in range(3):
        assert pipeline.started.acquire(timeout=PATIENCE_S)
    assert store.find(theirs.request_id).state is JobState.RUNNING
    states = [store.find(job.request_id).state for job in ours]
    assert states == [JobState.RUNNING] * 2 + [JobState.QUEUED] * 3
    pipeline.go.set()
    for job in (*ours, theirs):
        assert '"outcome":"succeeded"' in ends(jobs, job.request_id)


def test_a_finished_job_leaves_memory_after_its_last_use(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock
) -> None:
    jobs, store = make_jobs(result_ttl_s=60, stream_max_age_s=100)
    request_id = run(jobs, pipeline)
    clock.now_s = 90
    store.sweep()
    assert ends(jobs, request_id)  # the result goes first, the stream still replays
    with pytest.raises(errors.ResultExpired):
        jobs.result(request_id)
    clock.now_s = 191
    store.sweep()
    with pytest.raises(errors.JobUnknown):
        jobs.log(request_id)


def test_a_result_is_kept_for_its_time_though_streams_are_let_go_sooner(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock
) -> None:
    jobs, store = make_jobs(result_ttl_s=900, stream_max_age_s=10)
    request_id = run(jobs, pipeline)
    clock.now_s = 890
    store.sweep()
    assert jobs.result(request_id) is not None
    clock.now_s = 901
    store.sweep()
    with pytest.raises(errors.JobUnknown):
        jobs.log(request_id)


def test_who_waits_moves_up_when_somebody_before_gives_up(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs()
    jobs.submit(ANNA, address="a")
    pipeline.started.acquire()
    first, second = (jobs.submit(replace(BERT, count=count), address="b") for count in (1, 2))
    jobs.cancel(first.request_id, first.cancel_token)
    places = (
        event.data for event in jobs.log(second.request_id).follow(STATUS, heartbeat_s=5) if event is not None
    )
    assert any('"queue_position":1' in place for place in places)


def test_a_job_that_begins_is_not_told_any_more_that_it_waits(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs(at_once=4)
    pipeline.go.set()
    for _ in range(30):
        job = jobs.submit(ANNA, address="a")
        ends(jobs, job.request_id)
        *_, newest, _ = (event.data for event in jobs.log(job.request_id).follow(STATUS) if event is not None)
        assert '"stage":"profile"' in newest


def test_a_running_job_is_never_swept(make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock) -> None:
    jobs, store = make_jobs(stream_max_age_s=1)
    job = jobs.submit(ANNA, address="a")
    pipeline.started.acquire()
    clock.now_s = 1000
    store.sweep()
    assert store.find(job.request_id).state is JobState.RUNNING


def test_closing_refuses_new_jobs_ends_the_others_and_tells_their_streams(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    jobs, _ = make_jobs()
    running = jobs.submit(ANNA, address="a")
    queued = jobs.submit(BERT, address="b")
    pipeline.started.acquire()
    jobs.close()
    assert not jobs.is_open
    for job in (running, queued):
        assert "shutting-down" in ends(jobs, job.request_id)
    with pytest.raises(errors.QueueFull):
        jobs.submit(ANNA, address="a")
    assert jobs.counts()["failed"] == 2


@pytest.mark.parametrize("ahead", [0, 1], ids=["running", "queued"])
def test_cancelling_lets_go_of_the_export(make_jobs: MakeJobs, pipeline: FakePipeline, ahead: int) -> None:
    jobs, store = make_jobs()
    for _ in range(ahead):
        jobs.submit(ANNA, address="a")
    export = Export(Profile("anna", (), None, ProfileSource.EXPORT), (), read=0, merged=0, skipped=())
    job = jobs.submit(replace(ANNA, export=export, export_digest="d"), address="a")
    pipeline.started.acquire()
    assert store.find(job.request_id).request.export is export
    jobs.cancel(job.request_id, job.cancel_token)
    kept = store.find(job.request_id).request
    assert (kept.export, kept.export_digest) == (None, "d")


def test_a_job_that_comes_in_just_as_the_process_ends_is_told_so(make_jobs: MakeJobs) -> None:
    jobs, _ = make_jobs()
    jobs._backend.close()
    job = jobs.submit(ANNA, address="a")
    assert "shutting-down" in ends(jobs, job.request_id)
