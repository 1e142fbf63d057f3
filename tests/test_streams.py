"""A job's streams over real connections: nothing is lost, nothing comes twice, whatever happens to them."""

import itertools
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import proven
from tests.sse_client import EventStream, Sent
from tests.timing import PATIENCE_S, until
from web.application import services_of
from web.channels import CHANNELS

MEMBER = "twelvefold"  # with so many films asked for, a few cards are withdrawn on the way
COUNT = 20
CONTRACT = {
    "logs-stream": {"log", "complete"},
    "recommendations-stream": {"recommendation", "retracted", "complete"},
    "status-stream": {"status", "complete"},
}
PUBLIC = {name: channel.names for name, channel in CHANNELS.items() if name != "stream"}
SLOW_S = 0.02
"""A delay of each answer of TMDB's: a job then lasts long enough to be interrupted."""


@pytest.fixture
def url(app: Flask, serve: Callable[[Flask], str]) -> str:
    return serve(app)


def start(url: str, **fields: object) -> str:
    return start_job(url, **fields)["request_id"]


def start_job(url: str, **fields: object) -> dict[str, str]:
    answer = requests.post(
        f"{url}/api/recommend", json={"username": MEMBER, "count": COUNT, **fields}, timeout=PATIENCE_S
    )
    assert answer.status_code == 202
    return dict(answer.json())


def cancel(url: str, job: dict[str, str]) -> int:
    headers = {"X-Cancel-Token": job["cancel_token"]}
    return requests.delete(
        f"{url}/api/jobs/{job['request_id']}", headers=headers, timeout=PATIENCE_S
    ).status_code


def read(url: str, request_id: str, channel: str = "stream", after: int | None = None) -> list[Sent]:
    with EventStream(url, request_id, channel, last_event_id=after) as stream:
        return list(stream)


def finished(url: str, request_id: str) -> list[Sent]:
    """All that a client gets that comes after the end: of status, only the newest."""
    read(url, request_id)
    return read(url, request_id)


def result(url: str, request_id: str) -> Any:
    answer = requests.get(f"{url}/api/result", params={"request_id": request_id}, timeout=PATIENCE_S)
    assert answer.status_code == 200
    return answer.json()


def test_the_multiplexed_stream_names_all_and_ends_complete(url: str) -> None:
    events = read(url, start(url))
    assert {event.name for event in events} - {"retracted"} == {"log", "recommendation", "status", "complete"}
    assert events[-1].name == "complete"
    assert events[-1].data == {"status": "complete", "outcome": "succeeded"}
    assert sum(event.name == "complete" for event in events) == 1


def test_the_channels_of_the_contract_are_there_and_all_are_documented() -> None:
    assert {name: PUBLIC[name] for name in CONTRACT} == CONTRACT
    page = (Path(__file__).parent.parent / "docs/api.md").read_text(encoding="utf-8")
    assert [name for name in CHANNELS if f"/api/{name}" not in page] == []


def test_the_public_channels_are_unnamed_but_for_retractions_and_share_the_ids(url: str) -> None:
    request_id = start(url)
    events = finished(url, request_id)
    ids = [event.id for event in events]
    assert ids == sorted(set(ids))
    assert ids[0] >= 1
    all_events = {event.id: event for event in events}
    for channel, names in PUBLIC.items():
        events = read(url, request_id, channel)
        wanted = [event for event in all_events.values() if event.name in names]
        assert [(event.id, event.data) for event in events] == [(event.id, event.data) for event in wanted]
        for event in events:
            expected = "retracted" if all_events[event.id].name == "retracted" else "message"
            assert event.name == expected
        assert events[-1].data["status"] == "complete"


def test_a_retraction_is_named_where_simple_clients_ignore_it(app: Flask, url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    job = start_job(url)
    request_id = job["request_id"]
    log = services_of(app).jobs.log(request_id)
    log.publish("recommendation", {"tmdb_id": 7})
    log.publish("retracted", {"tmdb_id": 7, "reason": "seen"})
    cancel(url, job)
    cards = [(event.name, event.data) for event in read(url, request_id, "recommendations-stream")[:-1]]
    assert cards == [("message", {"tmdb_id": 7}), ("retracted", {"tmdb_id": 7, "reason": "seen"})]
    assert "retracted" in {event.name for event in read(url, request_id)}
    for other in ("logs-stream", "status-stream"):
        assert "retracted" not in {event.name for event in read(url, request_id, other)}
    standin.close()


def test_each_kind_of_event_holds_what_its_readers_need(url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=SLOW_S))
    events = read(url, start(url))
    for event in events:
        match event.name:
            case "recommendation":
                assert {"tmdb_id", "title", "reason", "rank", "streaming", "availability"} <= set(event.data)
            case "retracted":
                assert event.data["reason"] in {"seen", "outranked"}
                assert isinstance(event.data["tmdb_id"], int)
            case "log":
                assert set(event.data) == {"line", "level"}
            case "status":
                assert {"stage", "done", "total", "username"} <= set(event.data)


def test_status_tells_the_film_that_is_looked_up(url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.15))  # beyond the interval of two status events
    statuses = [event.data for event in read(url, start(url, count=1), "status-stream")]
    looked_up = [status for status in statuses if status.get("stage") == "enrichment"]
    assert looked_up
    assert all({"title", "user_rating"} <= set(status) for status in looked_up)
    assert all(status["username"] == MEMBER for status in statuses if "stage" in status)


def test_the_stream_is_not_buffered_or_cached(url: str) -> None:
    with EventStream(url, start(url)) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert set(stream.headers["Cache-Control"].split(", ")) == {"no-cache", "private", "no-store"}
        assert stream.headers["X-Accel-Buffering"] == "no"
        list(stream)
        assert stream.comments[0] == "open"


def test_live_cards_without_the_withdrawn_are_the_final_list(url: str) -> None:
    request_id = start(url)
    shown: set[int] = set()
    for event in read(url, request_id):
        if event.name == "recommendation":
            assert event.data["tmdb_id"] not in shown, "a card came twice"
            shown.add(event.data["tmdb_id"])
        elif event.name == "retracted":
            shown.remove(event.data["tmdb_id"])
    assert shown == {card["tmdb_id"] for card in result(url, request_id)["recommendations"]}


def test_the_result_is_there_when_the_end_arrives(url: str) -> None:
    request_id = start(url)
    with EventStream(url, request_id, "status-stream") as stream:
        for event in stream:
            if event.data.get("status") == "complete":
                assert len(result(url, request_id)["recommendations"]) == COUNT
                return
    pytest.fail("the stream has no end")


@pytest.mark.parametrize("in_query", [False, True], ids=["header", "query"])
def test_who_comes_back_gets_everything_after_what_was_seen(url: str, in_query: bool) -> None:
    request_id = start(url)
    events = finished(url, request_id)
    for seen in (events[0], events[len(events) // 2], events[-2]):
        with EventStream(url, request_id, last_event_id=seen.id, in_query=in_query) as stream:
            assert list(stream) == [event for event in events if event.id > seen.id]


def test_the_header_of_a_reconnecting_browser_counts_more_than_its_first_address(url: str) -> None:
    request_id = start(url)
    events = finished(url, request_id)
    seen = {"Last-Event-ID": str(events[-2].id)}
    with EventStream(url, request_id, last_event_id=0, in_query=True, headers=seen) as stream:
        assert list(stream) == events[-1:]


def test_who_has_seen_the_end_gets_204(url: str) -> None:
    request_id = start(url, username="nofilmsyet")
    for channel, in_query in itertools.product(CHANNELS, [False, True]):
        end = read(url, request_id, channel)[-1].id
        with EventStream(url, request_id, channel, last_event_id=end, in_query=in_query) as stream:
            assert stream.status == 204, (channel, in_query)


def test_a_late_or_returning_client_is_served_where_the_result_has_expired(
    make_app: MakeApp, serve: Callable[[Flask], str]
) -> None:
    url = serve(make_app(JOB_RESULT_TTL="1"))
    request_id = start(url)
    before = finished(url, request_id)
    proven(*expired(url, request_id), 404, "result-expired")
    assert read(url, request_id) == before
    assert read(url, request_id, after=before[3].id) == before[4:]
    assert before[-1].data == {"status": "complete", "outcome": "succeeded"}
    for channel in PUBLIC:
        assert read(url, request_id, channel)[-1].id == before[-1].id


def expired(url: str, request_id: str) -> tuple[Any, str]:
    """The answer to who asks for a result once it has gone."""

    def ask() -> requests.Response:
        return requests.get(f"{url}/api/result", params={"request_id": request_id}, timeout=PATIENCE_S)

    until(lambda: ask().status_code != 200)
    answer = ask()
    return answer.json(), answer.text


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_unknown_job_is_404(url: str, channel: str) -> None:
    with EventStream(url, "a" * 20, channel) as stream:
        assert stream.status == 404
        assert stream.headers["Content-Type"] == "application/problem+json"
        text = stream.read()
    proven(json.loads(text), text, 404, "job-unknown")


@pytest.mark.parametrize("channel", ["stream", "recommendations-stream"])
def test_cutting_the_connection_mid_job_again_and_again_loses_and_repeats_nothing(
    url: str, standin: StandIn, channel: str
) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=SLOW_S))
    request_id = start(url)
    got: list[Sent] = []
    cuts = 0
    while not got or got[-1].data.get("status") != "complete":
        with EventStream(url, request_id, channel, last_event_id=got[-1].id if got else None) as stream:
            for number, event in enumerate(stream):
                got.append(event)
                if number == 3 and event.data.get("status") != "complete":
                    cuts += 1
                    break
    assert cuts >= 3
    lasting = [event for event in got if event.name != "status"]
    assert lasting == [event for event in read(url, request_id, channel) if event.name != "status"]


def test_many_clients_that_come_and_go_each_get_every_card_once(url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=SLOW_S))
    request_id = start(url)
    clients = 6
    together = threading.Barrier(clients)

    def follow(cut_after: int) -> list[Sent]:
        together.wait(PATIENCE_S)
        got: list[Sent] = []
        while True:
            after = got[-1].id if got else None
            with EventStream(url, request_id, "recommendations-stream", last_event_id=after) as stream:
                for number, event in enumerate(stream):
                    got.append(event)
                    if event.data.get("status") == "complete":
                        return got
                    if cut_after and number + 1 == cut_after:
                        break

    with ThreadPoolExecutor(clients) as pool:
        each = list(pool.map(follow, range(clients)))
    whole = read(url, request_id, "recommendations-stream")
    assert each == [whole] * clients


def test_a_failed_job_ends_every_channel_with_its_problem(url: str) -> None:
    request_id = start(url, username="nobody_of_this_name")
    for channel in CHANNELS:
        end = read(url, request_id, channel)[-1].data
        assert (end["status"], end["outcome"]) == ("complete", "failed")
        problem = proven(end["problem"], json.dumps(end), 404, "profile-not-found")
        assert problem["request_id"] == request_id


def test_a_cancelled_job_ends_every_channel_at_once(url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    job = start_job(url)
    with ThreadPoolExecutor(len(CHANNELS)) as pool:
        ends = [pool.submit(read, url, job["request_id"], channel) for channel in CHANNELS]
        assert cancel(url, job) == 204
        for end in ends:
            assert end.result(PATIENCE_S)[-1].data == {"status": "complete", "outcome": "cancelled"}
    standin.close()


def test_closing_the_application_ends_the_streams_with_a_problem(
    app: Flask, url: str, standin: StandIn
) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=SLOW_S))
    request_id = start(url)
    with EventStream(url, request_id) as stream:
        events = iter(stream)
        assert next(events)
        services_of(app).close()
        end = list(events)[-1]
    assert (end.name, end.data["outcome"]) == ("complete", "failed")
    proven(end.data["problem"], json.dumps(end.data), 503, "shutting-down")


def test_log_lines_beyond_the_bound_drop_the_oldest_and_say_how_many(
    make_app: MakeApp, serve: Callable[[Flask], str]
) -> None:
    url = serve(make_app(SSE_QUEUE_MAXSIZE="5"))
    request_id = start(url)
    read(url, request_id)  # to the end
    lines = [event.data["line"] for event in read(url, request_id, "logs-stream")[:-1]]
    assert len(lines) == 6
    assert "earlier lines were dropped" in lines[0]
    cards = read(url, request_id, "recommendations-stream")
    assert sum(event.name == "message" for event in cards[:-1]) >= COUNT


def test_log_lines_of_one_job_never_reach_another(url: str) -> None:
    one, other = start(url), start(url, username="factfinder_lu", count=3)
    lines = [event.data["line"] for event in read(url, other, "logs-stream")[:-1]]
    assert "The profile has 45 films" in lines
    assert "The profile has 12 films" not in lines
    assert "The profile has 12 films" in [event.data["line"] for event in read(url, one, "logs-stream")[:-1]]


def test_no_log_line_holds_a_key_or_an_address(url: str, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "drop", every=7))
    standin.set_fault(Fault("justwatch", "status", status=500))
    text = json.dumps([event.data for event in read(url, start(url))])
    assert "demo-key" not in text
    assert standin.tmdb_url not in text
