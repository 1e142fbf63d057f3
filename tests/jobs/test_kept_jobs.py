"""What jobs take in memory once they have ended, and while they wait: packed, and within a budget."""

from dataclasses import replace

import pytest

import errors
from jobs.limits import bytes_of
from services.models.histories import Export, Interaction, Profile, ProfileSource
from sse import Channel, Retention
from tests.jobs.conftest import ANNA, FakePipeline, MakeJobs, run
from tests.timing import Clock


def test_beyond_the_budget_those_go_that_nobody_has_read_for_longest(
    make_jobs: MakeJobs, pipeline: FakePipeline, clock: Clock
) -> None:
    pipeline.retracted = 200
    jobs, store = make_jobs()
    first = run(jobs, pipeline)
    a_job = store.kept_bytes
    jobs, store = make_jobs(max_bytes=round(3.5 * a_job))
    ids = []
    for clock.now_s in range(10, 20):
        ids.append(run(jobs, pipeline))
        assert jobs.result(ids[0])
        assert store.kept_bytes <= 3.5 * a_job
    assert [jobs.result(each) is not None for each in (ids[0], *ids[-2:])] == [True] * 3
    for forgotten in (first, *ids[1:-2]):
        with pytest.raises(errors.JobUnknown):
            jobs.log(forgotten)


def test_the_newest_job_stays_however_large_it_is(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    jobs, _ = make_jobs(max_bytes=1)
    older, newest = run(jobs, pipeline), run(jobs, pipeline)
    assert jobs.result(newest) is not None
    with pytest.raises(errors.JobUnknown):
        jobs.result(older)


def test_exports_that_wait_count_and_one_too_many_is_told_to_come_back(
    make_jobs: MakeJobs, pipeline: FakePipeline
) -> None:
    film = Interaction("Film", 1999, None, 4.0)
    export = Export(Profile("", (film,) * 1000, None, ProfileSource.EXPORT), (), 1000, 0, ())
    jobs, _ = make_jobs(max_bytes=bytes_of(export))
    done = run(jobs, pipeline)
    pipeline.go.clear()
    with_export = replace(ANNA, export=export, export_digest="1")
    waiting = jobs.submit(with_export, address="a")
    with pytest.raises(errors.JobUnknown):
        jobs.result(done)
    with pytest.raises(errors.QueueFull, match="exports"):
        jobs.submit(replace(with_export, export_digest="2"), address="b")
    jobs.cancel(waiting.request_id, waiting.cancel_token)
    jobs.submit(replace(with_export, export_digest="2"), address="b")


def test_what_has_ended_is_replayed_as_it_was_live(make_jobs: MakeJobs, pipeline: FakePipeline) -> None:
    pipeline.retracted = 5
    jobs, _ = make_jobs(log_bound=10)
    log = jobs.log(jobs.submit(ANNA, address="a").request_id)
    for number in range(30):
        log.publish("log", {"line": f"line {number}"}, Retention.BOUNDED)
    everything = Channel(frozenset({"log", "retracted", "complete"}), frozenset())
    live = log.follow(everything, heartbeat_s=30)
    seen = [next(live)]
    pipeline.go.set()
    seen += live
    assert list(log.follow(everything)) == seen
    lines = [each.data for each in seen if each is not None and each.name == "log"]
    assert len(lines) == 11, "the newest ten, and how many were dropped"
    assert "20 earlier lines" in lines[0]
    assert seen[-1] is not None
    assert log.has_ended_by(seen[-1].id)
    assert not list(log.follow(everything, after=seen[-1].id))
