"""The feed in addition to the pages: what it saves, and that it harms and delays nothing."""

from typing import Any

from flask import Flask

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp

MEMBER = "popcorn_den"  # ninety films on two pages
FEW = "factfinder_lu"  # forty-five films
FEED = 50


def run(app: Flask, **fields: object) -> Any:
    body = {"username": MEMBER, "sync": True, "count": 10, "include_streaming": False, **fields}
    answer = app.test_client().post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_it_is_read_once_after_the_pages_and_never_for_a_fresh_profile(app: Flask, standin: StandIn) -> None:
    run(app)
    run(app)
    kinds = [logged.kind for logged in standin.requests("letterboxd")]
    assert kinds[0] == "page"
    assert sorted(kinds) == ["page", "page", "rss"]


def test_it_saves_searches(make_app: MakeApp, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.02))  # so that the feed is not late
    run(make_app(WORK_POOL_SIZE="2", HTTP_POOL_MAXSIZE="2"))
    with_feed = standin.count("tmdb", "search")
    standin.reset_log()
    standin.set_fault(Fault("rss", "challenge"))
    run(make_app(WORK_POOL_SIZE="2", HTTP_POOL_MAXSIZE="2"))
    assert with_feed < standin.count("tmdb", "search")


def test_without_it_the_result_is_the_same(make_app: MakeApp, standin: StandIn) -> None:
    usual = run(make_app(), username=FEW)
    for kind in ("challenge", "ban", "truncated", "drop"):
        standin.clear_faults()
        standin.set_fault(Fault("rss", kind))
        result = run(make_app(), username=FEW)
        assert "data_freshness" not in result, kind
        assert result["recommendations"] == usual["recommendations"], kind


def test_nobody_waits_for_it(app: Flask, standin: StandIn) -> None:
    standin.set_fault(Fault("rss", "delay", delay_s=600))  # longer than a test may last
    assert len(run(app)["recommendations"]) == 10
    standin.close()  # nor does closing


def test_blocked_the_feed_is_read_once_and_the_breaker_says_when_to_try_again(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "challenge"))
    app = make_app(LETTERBOXD_FETCH_TIERS="requests,cloudscraper,curl_cffi")
    first = run(app)
    refused = standin.count("letterboxd", "page")
    assert refused <= 5
    assert (first["data_freshness"], first["incident"]["letterboxd_circuit_open"]) == ("rss_partial", True)
    assert run(app)["data_freshness"] == "rss_partial"
    assert standin.count("letterboxd", "page") == refused
    assert standin.count("letterboxd", "rss") == 1
