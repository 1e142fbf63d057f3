"""Web and worker processes around one Redis, as on several machines."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from harness.exports import export_of, zipped
from harness.processes import GUNICORN, AppProcess, free_port
from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.conftest import SAMPLE, environment
from tests.redis_server import RedisServer
from tests.sse_client import EventStream, Sent
from tests.timing import PATIENCE_S, until

pytestmark = pytest.mark.redis


@dataclass(frozen=True, slots=True)
class Site:
    """Two web processes and two workers."""

    standin: StandIn
    redis: RedisServer
    web: list[AppProcess]
    workers: list[AppProcess]
    variables: dict[str, str]

    def end_workers(self) -> None:
        for worker in self.workers:
            worker.__exit__()

    def start_worker(self) -> AppProcess:
        worker = AppProcess(["worker.py"], self.variables)
        self.workers.append(worker)
        until(lambda: "Running jobs" in worker.output)
        return worker


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with ExitStack() as opened:
        standin = opened.enter_context(StandIn(World.bundled()))
        redis = opened.enter_context(RedisServer())
        variables = environment(
            standin,
            REDIS_URL=redis.url,
            JOB_BACKEND="dramatiq",
            PIPELINE_POOL_SIZE="2",
            MAX_RECOMMENDATIONS="30",
            LOG_LEVEL="INFO",
        )
        web = [opened.enter_context(AppProcess([*GUNICORN, "main:app"], variables)) for _ in range(2)]
        site = Site(standin, redis, web, [], variables)
        opened.callback(site.end_workers)
        site.start_worker()
        site.start_worker()
        for each in web:
            each.wait_until_up()
        yield site


def start(process: AppProcess, username: str = SAMPLE, **fields: object) -> str:
    body = {"username": username, "count": 5, **fields}
    answer = requests.post(f"{process.url}/api/recommend", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["request_id"])


def result(process: AppProcess, request_id: str) -> Any:
    return requests.get(f"{process.url}/api/result", params={"request_id": request_id}, timeout=PATIENCE_S)


def ran(request_id: str, worker: AppProcess) -> bool:
    """Whether the worker has run the job, as its log tells."""
    return f"[{request_id[:8]}]" in worker.output


def all_events(process: AppProcess, request_id: str) -> list[Sent]:
    """Every event, taken up again after the last one that was seen as often as it takes."""
    seen: list[Sent] = []
    while not seen or seen[-1].name != "complete":
        with EventStream(process.url, request_id, last_event_id=seen[-1].id if seen else None) as stream:
            seen += stream
    return seen


def live_cards(events: list[Sent]) -> Counter[int]:
    """The cards that a page shows once it has seen ``events``."""
    cards: Counter[int] = Counter()
    for event in events:
        if event.name in {"recommendation", "retracted"}:
            cards[event.data["tmdb_id"]] += 1 if event.name == "recommendation" else -1
            assert cards[event.data["tmdb_id"]] in {0, 1}, "shown twice, or withdrawn unseen"
    return +cards


def test_a_job_is_posted_watched_and_read_wherever_one_likes(site: Site) -> None:
    one, other = site.web
    request_id = start(one)
    events = all_events(other, request_id)
    assert events[-1].data["outcome"] == "succeeded"
    ids = [each.id for each in events]
    assert ids == sorted(set(ids))
    films = {each["tmdb_id"] for each in result(one, request_id).json()["recommendations"]}
    assert set(live_cards(events)) == films
    assert len(films) == 5


def test_a_job_is_cancelled_from_elsewhere_and_stops(site: Site) -> None:
    one, other = site.web
    site.standin.set_fault(Fault("tmdb", "delay", delay_s=0.6))
    answer = requests.post(f"{one.url}/api/recommend", json={"username": "twelvefold"}, timeout=PATIENCE_S)
    request_id, token = answer.json()["request_id"], answer.json()["cancel_token"]
    with EventStream(one.url, request_id) as stream:
        events = iter(stream)
        until(lambda: next(events).data.get("stage") == "enrichment")
        headers = {"X-Cancel-Token": token}
        answer = requests.delete(f"{other.url}/api/jobs/{request_id}", headers=headers, timeout=PATIENCE_S)
        assert answer.status_code == 204
        assert list(events)[-1].data["outcome"] == "cancelled"
    assert result(one, request_id).status_code == 410
    site.standin.clear_faults()


def test_the_job_of_a_killed_worker_goes_on_in_another_and_pages_show_each_card_once(site: Site) -> None:
    one, other = site.web
    site.standin.set_fault(Fault("tmdb", "delay", delay_s=0.3))
    request_id = start(one, "heartsonly", count=None)
    seen: list[Sent] = []
    with EventStream(other.url, request_id) as stream:
        for event in stream:
            seen.append(event)
            if len(live_cards(seen)) == 3:
                break
        (running,) = [each for each in site.workers if ran(request_id, each)]
        running.__exit__()  # SIGKILL
        site.workers.remove(running)
        site.standin.clear_faults()
        seen += stream
    assert seen[-1].data["outcome"] == "succeeded"
    assert [each.id for each in seen] == sorted({each.id for each in seen})
    films = {each["tmdb_id"] for each in result(one, request_id).json()["recommendations"]}
    assert set(live_cards(seen)) == films
    site.start_worker()


def test_a_worker_that_is_told_to_end_gives_its_jobs_back_and_others_go_on_with_them(site: Site) -> None:
    one, other = site.web
    site.standin.set_fault(Fault("tmdb", "delay", delay_s=0.3))
    request_ids = [start(one, name, count=None) for name in ("heartsonly", "factfinder_lu")]
    until(lambda: all(any(ran(each, worker) for worker in site.workers) for each in request_ids))
    old, site.workers[:] = list(site.workers), []
    site.start_worker()
    for worker in old:
        for _ in range(2):  # the second: at once
            worker.send(signal.SIGTERM)
    for worker in old:
        assert worker.exit_code() == 0, worker.output
        assert "Traceback" not in worker.output
        worker.__exit__()
    site.standin.clear_faults()
    for request_id in request_ids:
        events = all_events(other, request_id)
        assert events[-1].data["outcome"] == "succeeded"
        films = {each["tmdb_id"] for each in result(one, request_id).json()["recommendations"]}
        assert set(live_cards(events)) == films
    site.start_worker()


def test_an_import_reaches_the_worker(site: Site) -> None:
    one, other = site.web
    files = zipped(export_of(site.standin.world, SAMPLE))
    export = {"file": next(iter(files.items()))}
    answer = requests.post(f"{one.url}/api/import", files=export, data={"count": "3"}, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    request_id = answer.json()["request_id"]
    assert all_events(other, request_id)[-1].data["outcome"] == "succeeded"
    assert result(one, request_id).json()["import"]["films"] > 0


def test_a_web_process_that_ends_loses_no_job_and_its_pages_come_back_to_another(site: Site) -> None:
    one, other = site.web
    with AppProcess([*GUNICORN, "main:app"], site.variables) as third:
        third.wait_until_up()
        site.standin.set_fault(Fault("tmdb", "delay", delay_s=0.3))
        request_id = start(third, "heartsonly", count=None)
        with EventStream(third.url, request_id) as stream:
            events = iter(stream)
            seen = [next(events)]
            third.send(signal.SIGTERM)
            seen += events
        assert seen[-1].name != "complete", "the job goes on"
        assert third.exit_code() == 0
        assert "Traceback" not in third.output
    site.standin.clear_faults()
    with EventStream(one.url, request_id, last_event_id=seen[-1].id) as stream:
        seen += stream
    assert seen[-1].data["outcome"] == "succeeded"
    assert set(live_cards(seen)) == {
        each["tmdb_id"] for each in result(other, request_id).json()["recommendations"]
    }


def test_several_web_processes_of_one_address_share_the_jobs_that_their_threads_run(site: Site) -> None:
    variables = site.variables | {"JOB_BACKEND": "threads", "WEB_WORKERS": "2"}
    with AppProcess([*GUNICORN, "main:app"], variables) as process:
        process.wait_until_up()
        for request_id in [start(process, count=number) for number in (3, 4, 5, 6)]:
            for _ in range(3):  # each connection is taken by either of them
                events = all_events(process, request_id)
                assert events[-1].data["outcome"] == "succeeded"
                answer = result(process, request_id)
                assert answer.status_code == 200
                films = {each["tmdb_id"] for each in answer.json()["recommendations"]}
                assert set(live_cards(events)) == films


def test_a_worker_without_a_queue_refuses_to_start_in_one_line() -> None:
    with AppProcess(["worker.py"], {"DEMO": "true"}) as process:
        assert process.exit_code() == 1
        (line,) = process.output.splitlines()
        assert line.startswith("Cannot start: JOB_BACKEND")


def test_a_worker_serves_its_figures_or_says_that_it_cannot(site: Site) -> None:
    port = free_port()
    with AppProcess(["worker.py"], site.variables | {"METRICS_PORT": str(port)}) as worker:
        until(lambda: "Running jobs" in worker.output)
        answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE_S)
        assert "next_film" in answer.text
        with AppProcess(["worker.py"], site.variables | {"METRICS_PORT": str(port)}) as second:
            assert second.exit_code() == 1
            assert f"Cannot start: METRICS_PORT: {port}" in second.output
        worker.send(signal.SIGTERM)
        assert worker.exit_code() == 0
