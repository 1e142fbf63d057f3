"""The HTTP interface: every address, what it answers, and what it says to wrong input of every kind."""

import gzip
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import problem_in
from web.application import services_of

MEMBER = "twelvefold"  # twelve films: the quickest job of the bundled world
NOBODY = "nobody_of_this_name"
SOME_ID = "an-id-of-nobody-123"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def start(client: FlaskClient, **fields: object) -> str:
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 5, **fields})
    assert answer.status_code == 202, answer.get_data(as_text=True)
    return str(answer.get_json()["request_id"])


def run(client: FlaskClient, **fields: object) -> dict[str, Any]:
    body = {"username": MEMBER, "count": 5, "sync": True, **fields}
    answer = client.post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    payload: dict[str, Any] = answer.get_json()
    return payload


# The pages


def test_the_landing_page_is_html_and_becomes_the_results_page_of_a_job(client: FlaskClient) -> None:
    paths = ("/", f"/?job={SOME_ID}", f"/{MEMBER}")
    landing, job, member = (client.get(path, buffered=True) for path in paths)
    assert [answer.content_type for answer in (landing, job, member)] == ["text/html; charset=utf-8"] * 3
    assert [b'id="cards"' in answer.data for answer in (landing, job, member)] == [False, True, True]


def test_a_path_with_a_dot_is_a_static_file(client: FlaskClient) -> None:
    assert client.get("/css/base.css", buffered=True).mimetype == "text/css"
    assert client.get("/favicon.svg", buffered=True).mimetype == "image/svg+xml"
    problem_in(client.get("/nothing.css"), 404)


def test_meta_tells_the_pages_what_they_need(make_app: MakeApp) -> None:
    meta = make_app(MAX_RECOMMENDATIONS="").test_client().get("/api/meta").get_json()
    assert meta["demo"] is False
    assert meta["samples"] == []
    assert meta["default_country"] == "CL"
    assert {"CL", "US", "DE"} <= set(meta["countries"])
    assert meta["limits"] == {"max_recommendations": 150}


def test_a_service_is_known_by_whatever_it_is_or_was_called(client: FlaskClient) -> None:
    asked = ["Disney Plus", "HBO Max", "max", "Ciné, etc."]
    found = client.get("/api/providers", query_string={"name": asked}).get_json()
    assert found == {
        "Disney Plus": {"key": "disney-plus", "name": "Disney+"},
        "HBO Max": {"key": "max", "name": "Max"},
        "max": {"key": "max", "name": "Max"},
        "Ciné, etc.": {"key": "cineetc", "name": "Ciné, etc."},
    }
    assert client.get("/api/providers").get_json() == {}
    wrong = client.get("/api/providers", query_string={"name": ["max", " "]})
    assert set(problem_in(wrong, 400, "invalid-request")["fields"]) == {"name"}


# A job


def test_a_job_is_accepted_with_the_address_of_its_result(client: FlaskClient) -> None:
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 5})
    body = answer.get_json()
    assert answer.status_code == 202
    assert set(body) == {"request_id", "username", "status", "cancel_token"}
    assert (body["username"], body["status"]) == (MEMBER, "accepted")
    assert answer.headers["Location"] == f"/api/result?request_id={body['request_id']}"
    assert "Retry-After" not in answer.headers


def test_a_result_is_pending_until_it_is_there(app: Flask, client: FlaskClient, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    request_id = start(client)
    pending = client.get(f"/api/result?request_id={request_id}")
    assert pending.status_code == 202
    assert pending.get_json() == {"status": "pending", "request_id": request_id}
    assert services_of(app).jobs.result(request_id) is None
    standin.close()  # lets the waiting page go


def test_the_result_holds_what_the_contract_says(client: FlaskClient) -> None:
    result = run(client, country="us")
    assert set(result) >= {
        "username", "country_name", "country_code", "pages", "request_id", "preferences",
        "recommendations", "unmatched",
    }  # fmt: skip
    assert (result["username"], result["country_code"], result["pages"]) == (MEMBER, "US", 1)
    assert result["country_name"] == "United States"
    assert set(result["preferences"]) == {"genres", "directors", "decades"}
    assert all(0 < len(kind) <= 3 for kind in result["preferences"].values())
    for kind in ("genres", "directors"):
        assert [each["name"] for each in result["viewing"][kind]] == result["preferences"][kind]
    assert sum(each["films"] for each in result["viewing"]["decades"]) == 12
    assert not {"data_freshness", "hint", "incident"} & set(result)
    card = result["recommendations"][0]
    assert set(card) >= {
        "tmdb_id", "title", "original_title", "year", "director", "genres", "poster", "rating_tmdb",
        "runtime", "streaming", "reason", "rank", "score", "reasons", "offers", "availability",
    }  # fmt: skip
    assert not any(name.startswith("_") for name in (*result, *card))
    assert card["reasons"][0]["title"] in card["reason"]
    assert [each["rank"] for each in result["recommendations"]] == [1, 2, 3, 4, 5]


def test_a_result_stays_and_is_the_same_whoever_asks(client: FlaskClient) -> None:
    result = run(client)
    again = client.get(f"/api/result?request_id={result['request_id']}")
    assert again.status_code == 200
    assert again.get_json() == result


@pytest.mark.parametrize("username", ["popcorn_den", "nofilmsyet"])
def test_a_result_goes_out_packed_as_it_is_kept_to_whoever_takes_it(
    client: FlaskClient, username: str
) -> None:
    body = {"username": username, "count": 5, "sync": True, "request_id": "packed-0123456789"}
    client.post("/api/recommend", json=body)
    path = f"/api/result?request_id={body['request_id']}"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.status_code == plain.status_code
    assert packed.mimetype == plain.mimetype
    assert {"Accept-Encoding"} <= {plain.headers["Vary"], packed.headers["Vary"]}


def test_a_failed_job_answers_with_its_problem_and_its_own_status(client: FlaskClient) -> None:
    answer = client.post("/api/recommend", json={"username": NOBODY, "sync": True})
    problem = problem_in(answer, 404, "profile-not-found")
    result = client.get(f"/api/result?request_id={problem['request_id']}")
    assert problem_in(result, 404, "profile-not-found") == problem


def test_a_member_without_films_is_told_so(client: FlaskClient) -> None:
    answer = client.post("/api/recommend", json={"username": "nofilmsyet", "sync": True})
    assert "not found" not in problem_in(answer, 404, "profile-empty")["title"].lower()


def test_an_unknown_request_id_is_404(client: FlaskClient) -> None:
    problem_in(client.get(f"/api/result?request_id={SOME_ID}"), 404, "job-unknown")


def test_cancelling_is_204_then_the_result_is_410(client: FlaskClient, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    job = client.post("/api/recommend", json={"username": MEMBER}).get_json()
    path, headers = f"/api/jobs/{job['request_id']}", {"X-Cancel-Token": job["cancel_token"]}
    assert client.delete(path, headers=headers).status_code == 204
    problem_in(client.get(f"/api/result?request_id={job['request_id']}"), 410, "job-cancelled")
    problem_in(client.delete(f"/api/jobs/{SOME_ID}", headers=headers), 404, "job-unknown")
    problem_in(client.delete("/api/jobs/short", headers=headers), 400, "invalid-request")
    standin.close()


def test_the_same_body_is_the_job_that_runs_whatever_id_it_comes_with(
    client: FlaskClient, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    body = {"username": MEMBER, "count": 5}
    first = client.post("/api/recommend", json=body)
    again = client.post("/api/recommend", json=body | {"request_id": SOME_ID})
    assert again.status_code == 202
    assert again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    problem_in(client.get(f"/api/result?request_id={SOME_ID}"), 404, "job-unknown")
    standin.close()


def test_the_same_id_and_body_is_the_same_202_and_another_body_409(
    client: FlaskClient, standin: StandIn
) -> None:
    body = {"username": MEMBER, "count": 5, "request_id": SOME_ID}
    first, second = (client.post("/api/recommend", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.get_json() == second.get_json()
    for other in ({"count": 6}, {"country": "US"}, {"include_streaming": False}, {"username": NOBODY}):
        problem_in(client.post("/api/recommend", json=body | other), 409, "job-conflict")
    assert client.post("/api/recommend", json=body | {"sync": True}).status_code == 200
    assert standin.count("letterboxd", "page") == 1


def test_so_many_films_as_asked_for_are_recommended_and_few_more_detailed(
    client: FlaskClient, standin: StandIn
) -> None:
    assert len(run(client, count=7)["recommendations"]) == 7
    own_films = 12
    assert standin.count("tmdb", "details") <= own_films + 7 + 12  # early guesses and replacements
    assert standin.count("justwatch") <= 7 + 12


def test_a_count_beyond_what_the_operator_allows_is_what_the_operator_allows(make_app: MakeApp) -> None:
    client = make_app(MAX_RECOMMENDATIONS="4").test_client()
    assert len(run(client, count=1000)["recommendations"]) == 4


def test_without_streaming_nobody_is_asked_where_films_stream(client: FlaskClient, standin: StandIn) -> None:
    cards = run(client, include_streaming=False)["recommendations"]
    assert standin.count("justwatch") == 0
    assert standin.count("tmdb", "providers") == 0
    assert {card["availability"] for card in cards} == {"not_requested"}
    assert all(card["streaming"] == card["offers"] == [] for card in cards)


def test_streaming_names_what_is_included_and_offers_the_rest_too(client: FlaskClient) -> None:
    cards = run(client, count=20, country="US")["recommendations"]
    for card in cards:
        included = {
            offer["provider"]
            for offer in card["offers"]
            if offer["monetization"] in ("flatrate", "free", "ads")
        }
        assert set(card["streaming"]) == included
    kinds = {offer["monetization"] for card in cards for offer in card["offers"]}
    assert {"flatrate", "rent", "buy"} <= kinds


# The page count


def test_the_page_count_of_a_member(client: FlaskClient) -> None:
    assert client.post("/api/get_pages", json={"username": "velvetfog"}).get_json() == {"pages": 5}
    assert client.post("/api/get_pages", json={"username": MEMBER}).get_json() == {"pages": 1}


def test_the_page_count_of_nobody_and_of_an_empty_member_is_a_problem(client: FlaskClient) -> None:
    problem_in(client.post("/api/get_pages", json={"username": NOBODY}), 404, "profile-not-found")
    problem_in(client.post("/api/get_pages", json={"username": "nofilmsyet"}), 404, "profile-empty")


def test_a_page_count_that_letterboxd_refuses_is_503_with_the_export_as_a_way_out(
    client: FlaskClient, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "ban"))
    answer = client.post("/api/get_pages", json={"username": MEMBER})
    assert "export" in problem_in(answer, 503)["hint"].lower()
    assert int(answer.headers["Retry-After"]) > 0
