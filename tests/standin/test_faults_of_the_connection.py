"""Faults of the connection, and what the log says of a fault."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

import pytest
import requests

from standin.answering import Waiting, answer
from standin.fault_kinds.anywhere import BOMB_BYTES, NO_HEADER
from standin.faults import KINDS, Fault, Service
from standin.http_messages import HANG_UP, Request
from standin.log import RequestLog
from standin.server import StandIn
from standin.upstreams.letterboxd import Letterboxd
from standin.world import World
from tests.timing import PATIENCE_S, until

PATHS = {"letterboxd": "/letterboxd/twelvefold/films/", "rss": "/letterboxd/twelvefold/rss/"}


@pytest.fixture
def page(standin: StandIn) -> Callable[[], requests.Response]:
    return lambda: requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S)


@pytest.mark.parametrize("kind", ["drop", "reset", "timeout"])
def test_the_connection_ends_without_an_answer(standin: StandIn, kind: str) -> None:
    standin.set_fault(Fault("letterboxd", kind))
    with pytest.raises(requests.ConnectionError) as failure:
        requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S)
    assert ("reset by peer" in str(failure.value)) == (kind == "reset")
    assert [logged.status for logged in standin.requests()] == [0]


def test_who_asks_again_while_it_closes_waits_for_no_fault(world: World) -> None:
    closing = Event()
    closing.set()
    request = Request("GET", "", "", "/twelvefold/films/", {}, {})
    delay = Fault("letterboxd", "delay", delay_s=600)  # longer than a test may last
    assert answer(Letterboxd(world), request, delay, 0.0, Waiting(closing, Event())) is HANG_UP


def test_after_a_reset_others_are_served(standin: StandIn, page: Callable[[], requests.Response]) -> None:
    standin.set_fault(Fault("letterboxd", "reset", times=1))
    with pytest.raises(requests.ConnectionError):
        page()
    assert page().status_code == 200


def test_a_body_that_trickles_is_never_late_yet_takes_its_time(
    standin: StandIn, page: Callable[[], requests.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses_s: list[float] = []
    monkeypatch.setattr("standin.listener.time", SimpleNamespace(sleep=pauses_s.append))
    standin.set_fault(Fault("letterboxd", "trickle", delay_s=60.0))
    assert page().text.rstrip().endswith("</html>")
    assert sum(pauses_s) == pytest.approx(60.0)
    assert max(pauses_s) <= 3.0


def test_a_header_that_is_none_costs_no_body(
    standin: StandIn, caplog: pytest.LogCaptureFixture, page: Callable[[], requests.Response]
) -> None:
    whole = page().content
    standin.set_fault(Fault("letterboxd", "broken_header"))
    assert page().content == whole
    assert NO_HEADER in caplog.text  # as urllib3 tells it


def test_a_redirect_leads_to_another_host_with_path_and_query(standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "leads_away", location="http://elsewhere.example"))
    answer = requests.get(f"{standin.tmdb_url}/movie/1?api_key=k", timeout=PATIENCE_S, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "http://elsewhere.example/tmdb/3/movie/1?api_key=k",
    )


def test_a_bomb_is_small_until_it_is_unpacked(standin: StandIn) -> None:
    standin.set_fault(Fault("justwatch", "bomb"))
    with requests.post(standin.justwatch_url, timeout=PATIENCE_S, stream=True) as answer:
        assert int(answer.headers["Content-Length"]) < BOMB_BYTES / 500
        assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("services", [("letterboxd",), ("rss",), ("letterboxd", "rss")])
def test_pages_and_feed_fail_apart_or_together(standin: StandIn, services: tuple[Service, ...]) -> None:
    for service in services:
        standin.set_fault(Fault(service, "status", status=503))
    for name, path in PATHS.items():
        expected = 503 if name in services else 200
        assert (
            requests.get(
                standin.base_url + path, timeout=PATIENCE_S, headers={"User-Agent": "FilmBot/1"}
            ).status_code
            == expected
        )


def test_more_than_three_at_once_draw_403(standin: StandIn) -> None:
    def status(path: str) -> int:
        return requests.get(f"{standin.letterboxd_url}{path}", timeout=PATIENCE_S).status_code

    ban = Fault("letterboxd", "ban", at_once=3)
    standin.set_fault(ban)
    assert status("/twelvefold/films/") == 200
    standin.set_fault(Fault("letterboxd", "delay", delay_s=600, times=3))
    with ThreadPoolExecutor(3) as pool:
        first = [pool.submit(status, "/twelvefold/films/") for _ in "abc"]
        until(lambda: standin.count("letterboxd") == 4)
        assert status("/film/heat/") == 403
        standin.clear_faults()
        assert {future.result(PATIENCE_S) for future in first} == {200}
    standin.set_fault(ban)
    assert status("/film/heat/") == 200


class TestLog:
    def test_it_names_client_fault_and_times(self, standin: StandIn) -> None:
        standin.set_fault(Fault("letterboxd", "delay", delay_s=0.1, times=1))
        url = f"{standin.letterboxd_url}/twelvefold/films/"
        requests.get(url, headers={"User-Agent": "NextFilm/1.0"}, timeout=PATIENCE_S)
        requests.get(url, timeout=PATIENCE_S)
        first, second = standin.requests()
        assert (first.user_agent, first.fault) == ("NextFilm/1.0", "delay")
        assert second.user_agent.startswith("python-requests/")
        assert second.fault == ""
        assert first.answered_at_s is not None
        assert first.answered_at_s - first.at_s >= 0.1

    def test_it_tells_who_still_waits(self) -> None:
        log = RequestLog()
        ticket = log.arrived("tmdb", "details", "GET", "/")
        assert log.requests()[0].answered_at_s is None
        assert (log.under_way("tmdb"), log.under_way("letterboxd")) == (1, 0)
        log.answered(ticket, 200)
        assert log.requests()[0].answered_at_s is not None
        assert log.under_way("tmdb") == 0


def test_every_service_has_the_same_faults_of_the_connection() -> None:
    names = {"delay", "timeout", "drop", "reset", "trickle", "leads_away", "bomb"}
    assert all(names <= set(kinds) for kinds in KINDS.values())
