"""A job's events reach every client in order and once, whenever it comes and however often it reconnects."""

import json
import logging
import threading
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import JobUnknown
from jobs.baton import BatonCondition
from jobs.memory_log import MemoryEventLog
from sse import (
    HEARTBEAT_S,
    STATUS_INTERVAL_S,
    Channel,
    LoggedEvent,
    QueueHandler,
    Retention,
    encode_stream,
    frame,
    own_heartbeat_s,
)
from tests.timing import PATIENCE_S, Clock
from utils import REQUEST_ID

ALL = Channel(frozenset({"log", "status", "card", "complete"}), frozenset({"card"}))
CARDS = Channel(frozenset({"card", "complete"}), frozenset())


def seen(log: MemoryEventLog, channel: Channel = ALL, after: int = 0) -> list[LoggedEvent]:
    return [event for event in log.follow(channel, after) if event is not None]


def test_a_frame_keeps_line_breaks_in_data_and_out_of_names() -> None:
    assert (
        frame(7, "one\r\ntwo\rthree", "na\nme") == "id: 7\nevent: name\ndata: one\ndata: two\ndata: three\n\n"
    )
    assert frame(None, "x") == "data: x\n\n"


@given(st.text(alphabet="ab\r\n:é"))
def test_a_frame_can_be_read_back(data: str) -> None:
    lines = frame(1, data).removesuffix("\n\n").split("\n")
    read = "\n".join(line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    assert read == data.replace("\r\n", "\n").replace("\r", "\n")


def test_a_late_client_gets_everything_after_what_it_has_seen() -> None:
    log = MemoryEventLog(10)
    for number in range(5):
        log.publish("card", {"n": number})
    log.end("complete", {})
    assert [event.id for event in seen(log)] == [1, 2, 3, 4, 5, 6]
    assert [event.id for event in seen(log, after=3)] == [4, 5, 6]
    assert seen(log, after=6) == []
    assert log.has_ended_by(6)
    assert not log.has_ended_by(5)


def test_who_comes_with_an_id_of_an_earlier_log_gets_everything() -> None:
    """The server was restarted, and the same job started again under its id."""
    log = MemoryEventLog(10)
    log.publish("card", {"n": 1})
    assert next(log.follow(ALL, 300)) is not None
    log.end("complete", {})
    assert [event.id for event in seen(log, after=300)] == [1, 2]
    assert not log.has_ended_by(300)


def test_nothing_follows_the_end() -> None:
    log = MemoryEventLog(10)
    log.end("complete", {"n": 1})
    log.end("complete", {"n": 2})
    log.publish("card", {})
    assert [json.loads(event.data) for event in seen(log)] == [{"n": 1}]


def test_a_channel_is_a_filter_over_the_same_log() -> None:
    log = MemoryEventLog(10)
    log.publish("log", {})
    log.publish("card", {})
    log.end("complete", {})
    assert [(event.id, event.name) for event in seen(log, CARDS)] == [(2, "card"), (3, "complete")]


def test_status_is_coalesced_to_ten_a_second_and_its_newest_state_replays() -> None:
    clock = Clock(0.0)
    log = MemoryEventLog(10, clock)
    for number in range(100):
        clock.now_s = number / 100
        log.publish("status", {"n": number}, Retention.LATEST)
    log.end("complete", {})
    statuses = [event for event in seen(log) if event.name == "status"]
    assert [json.loads(event.data)["n"] for event in statuses] == [99]
    assert statuses[0].id <= 12


def test_a_status_that_waits_for_its_interval_is_delivered_without_another_event() -> None:
    clock = Clock(0.0)
    log = MemoryEventLog(10, clock)
    log.publish("status", {"n": 1}, Retention.LATEST)
    log.publish("status", {"n": 2}, Retention.LATEST)
    stream = log.follow(ALL)
    got = [next(stream)]
    clock.now_s = STATUS_INTERVAL_S
    got.append(next(stream))
    assert [json.loads(event.data)["n"] for event in got if event] == [1, 2]


def test_who_leaves_at_a_heartbeat_hands_on_what_is_still_to_become_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(0.0)
    log = MemoryEventLog(10, clock)
    log.publish("status", {"n": 1}, Retention.LATEST)
    log.publish("status", {"n": 2}, Retention.LATEST)
    calls: list[str] = []
    monkeypatch.setattr(BatonCondition, "notify", lambda *_: calls.append("one"))
    stream = log.follow(CARDS, heartbeat_s=0.0)
    assert next(stream) is None
    assert calls == ["one"]


def test_a_status_that_only_replaces_a_waiting_one_wakes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryEventLog(10, Clock(0.0))
    calls: list[str] = []
    monkeypatch.setattr(BatonCondition, "notify_all", lambda _: calls.append("all"))
    monkeypatch.setattr(BatonCondition, "notify", lambda _: calls.append("one"))
    woken = []
    for number in range(1, 6):
        log.publish("status", {"n": number}, Retention.LATEST)
        woken.append([calls.pop() for _ in calls.copy()])
    assert woken == [["all"], ["one"], [], [], []]  # one that is sent, one whose time is to be waited for


def test_who_waits_already_gets_the_newest_status_when_its_interval_is_over() -> None:
    clock = Clock(0.0)
    log = MemoryEventLog(10, clock)
    got: SimpleQueue[int | None] = SimpleQueue()

    def read() -> None:
        for event in log.follow(ALL):
            got.put(json.loads(event.data)["n"] if event else None)

    reader = threading.Thread(target=read)
    reader.start()
    log.publish("status", {"n": 1}, Retention.LATEST)
    assert got.get(timeout=PATIENCE_S) == 1
    for number in range(2, 6):
        log.publish("status", {"n": number}, Retention.LATEST)
    clock.now_s = STATUS_INTERVAL_S
    assert got.get(timeout=PATIENCE_S) == 5
    log.end("complete", {"n": 6})
    assert got.get(timeout=PATIENCE_S) == 6
    reader.join()


def test_log_lines_beyond_the_bound_are_dropped_and_counted_and_cards_never() -> None:
    log = MemoryEventLog(3)
    for number in range(8):
        log.publish("log", {"line": number}, Retention.BOUNDED)
        log.publish("card", {"n": number})
    log.end("complete", {})
    events = seen(log)
    lines = [json.loads(event.data)["line"] for event in events if event.name == "log"]
    assert lines == ["(5 earlier lines were dropped)", 5, 6, 7]
    assert sum(event.name == "card" for event in events) == 8
    assert [event.id for event in events] == sorted({event.id for event in events})
    resumed = [json.loads(event.data)["line"] for event in seen(log, after=5) if event.name == "log"]
    assert resumed[0] == "(2 earlier lines were dropped)"


def test_silence_is_a_heartbeat() -> None:
    log = MemoryEventLog(10)
    assert next(log.follow(ALL, heartbeat_s=0.01)) is None


def test_streams_that_begin_together_do_not_beat_together() -> None:
    beats = {own_heartbeat_s() for _ in range(100)}
    assert len(beats) > 90
    assert max(beats) <= HEARTBEAT_S


def test_the_wire_opens_at_once_and_names_only_what_the_channel_names() -> None:
    events = iter([LoggedEvent(1, "card", "{}"), None, LoggedEvent(2, "log", "{}")])
    parts = list(encode_stream(events, ALL, lambda: False))
    assert parts[0].startswith("retry: ")
    assert parts[1:] == ["id: 1\nevent: card\ndata: {}\n\n", ": heartbeat\n\n", "id: 2\ndata: {}\n\n"]


def test_a_stream_ends_at_the_first_heartbeat_after_its_client_is_gone() -> None:
    left = iter([False, True])
    events = iter([None, LoggedEvent(1, "card", "{}"), None, LoggedEvent(2, "card", "{}")])
    parts = list(encode_stream(events, ALL, lambda: next(left)))
    assert parts[1:] == [": heartbeat\n\n", "id: 1\nevent: card\ndata: {}\n\n"]


def test_many_clients_that_reconnect_get_every_card_exactly_once() -> None:
    log = MemoryEventLog(10)
    total, clients = 400, 8
    got: list[list[int]] = [[] for _ in range(clients)]

    def read(client: int) -> None:
        last = 0
        while True:
            for number, event in enumerate(log.follow(CARDS, last, heartbeat_s=5)):
                assert event is not None
                last = event.id
                if event.name == "complete":
                    return
                got[client].append(json.loads(event.data)["n"])
                if number % (client + 3) == 0:
                    break  # the connection is cut; the next one resumes

    def write(start: int) -> None:
        for number in range(start, total, 2):
            log.publish("card", {"n": number})

    threads = [threading.Thread(target=read, args=(client,)) for client in range(clients)]
    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 1)]
    for thread in threads + writers:
        thread.start()
    for thread in writers:
        thread.join()
    log.end("complete", {})
    for thread in threads:
        thread.join(PATIENCE_S)
    assert all(sorted(numbers) == list(range(total)) for numbers in got)
    assert len({tuple(numbers) for numbers in got}) == 1


def test_log_records_reach_the_job_of_their_context_and_no_other() -> None:
    logs = {"one": MemoryEventLog(10), "two": MemoryEventLog(10)}

    def find_log(request_id: str) -> MemoryEventLog:
        if request_id not in logs:
            raise JobUnknown
        return logs[request_id]

    logger = logging.Logger("test")
    logger.addHandler(QueueHandler(find_log))
    logger.info("of nobody")
    for request_id in ("two", "gone"):
        token = REQUEST_ID.set(request_id)
        logger.info("page %d", 3)
        REQUEST_ID.reset(token)
    for log in logs.values():
        log.end("complete", {})
    assert [event.name for event in seen(logs["one"])] == ["complete"]
    assert json.loads(seen(logs["two"])[0].data) == {"line": "page 3", "level": "info"}


def test_a_line_that_cannot_be_told_harms_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    log = MemoryEventLog(10)
    logger = logging.Logger("test")
    logger.addHandler(QueueHandler(lambda _: log))
    token = REQUEST_ID.set("one")
    logger.info("page %d", "three")
    logger.info("a title that is no text: %s", "\ud800")
    REQUEST_ID.reset(token)
    log.end("complete", {})
    assert [event.name for event in seen(log)] == ["complete"]
    assert capsys.readouterr().err.count("--- Logging error ---") == 2
