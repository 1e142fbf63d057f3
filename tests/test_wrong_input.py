"""Wrong input of every kind is answered by a problem that says what is wrong: never HTML, never a 500."""

import io
import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from config import Settings
from main import create_app
from services.models.filters import Filters
from standin.server import StandIn
from standin.world import World
from tests.conftest import FEW_EXAMPLES, environment
from tests.problem import problem_in
from web.application import services_of

MEMBER = "twelvefold"
SOME_ID = "an-id-of-nobody-123"
WRONG_METHODS = [
    ("GET", "/api/recommend", {"POST"}),
    ("PUT", "/api/recommend", {"POST"}),
    ("GET", "/api/get_pages", {"POST"}),
    ("GET", "/api/import", {"POST"}),
    ("GET", f"/api/jobs/{SOME_ID}", {"DELETE"}),
    ("POST", "/api/result", {"GET", "HEAD"}),
    ("POST", "/api/stream", {"GET", "HEAD"}),
    ("DELETE", "/api/meta", {"GET", "HEAD"}),
    ("POST", "/", {"GET", "HEAD"}),
    ("POST", f"/{MEMBER}", {"GET", "HEAD"}),
    ("POST", "/_health", {"GET", "HEAD"}),
    ("PUT", "/_metrics", {"GET", "HEAD"}),
]
WRONG_BODIES: list[tuple[Any, str]] = [
    ({}, "username"),
    ({"username": 5}, "username"),
    ({"username": None}, "username"),
    ({"username": ""}, "username"),
    ({"username": "a b"}, "username"),
    ({"username": "../etc/passwd"}, "username"),
    ({"username": "a\u200bb"}, "username"),
    ({"username": "https://boxd.it/abc"}, "username"),
    ({"username": "a" * 51}, "username"),
    ({"username": ["a"]}, "username"),
    ({"username": "a", "country": "XX"}, "country"),
    ({"username": "a", "country": "Chili"}, "country"),
    ({"username": "a", "country": ""}, "country"),
    ({"username": "a", "country": "ß"}, "country"),  # its upper case is SS, a country
    ({"username": "a", "country": 56}, "country"),
    ({"username": "a", "include_streaming": "yes"}, "include_streaming"),
    ({"username": "a", "include_streaming": 1}, "include_streaming"),
    ({"username": "a", "count": 0}, "count"),
    ({"username": "a", "count": -3}, "count"),
    ({"username": "a", "count": 1.5}, "count"),
    ({"username": "a", "count": True}, "count"),
    ({"username": "a", "count": "10"}, "count"),
    ({"username": "a", "sync": "true"}, "sync"),
    ({"username": "a", "request_id": "short"}, "request_id"),
    ({"username": "a", "request_id": 12345678901234567890}, "request_id"),
    ({"username": "a", "nonsense": 1, "More": 2}, "nonsense More"),
    ({"username": 1, "country": 2, "count": "x"}, "username country count"),
]
WRONG_FILTERS: list[tuple[dict[str, Any], str]] = [
    ({"discovery": 1.1}, "discovery"),
    ({"discovery": float("nan")}, "discovery"),
    ({"genres": ["horror"]}, "genres"),
    ({"genres": "Horror"}, "genres"),
    ({"exclude_genres": [27]}, "exclude_genres"),
    ({"genres": ["War"], "exclude_genres": ["War"]}, "exclude_genres"),
    ({"decades": [1995]}, "decades"),
    ({"decades": ["1990s"]}, "decades"),
    ({"year_from": 1500}, "year_from"),
    ({"year_to": "1990"}, "year_to"),
    ({"year_from": 2000, "year_to": 1990}, "year_from"),
    ({"runtime_max": 0}, "runtime_max"),
    ({"runtime_max": 90.5}, "runtime_max"),
    ({"min_rating": 11}, "min_rating"),
    ({"min_rating": 10**400}, "min_rating"),
    ({"original_language": "EN"}, "original_language"),
    ({"services": [" "]}, "services"),
    ({"services": "Netflix"}, "services"),
    ({"services": ["x" * 1001]}, "services"),
    ({"services": ["Netflix"] * 101}, "services"),
    ({"seed_ids": [0]}, "seed_ids"),
    ({"seed_ids": ["1"]}, "seed_ids"),
    ({"seed_from": 0}, "seed_from"),
    ({"sort": "best"}, "sort"),
    ({"exclude_ids": [2**31]}, "exclude_ids"),
    ({"exclude_ids": list(range(1, 2002))}, "exclude_ids"),
    ({"liked_ids": [True]}, "liked_ids"),
    ({"discovery": "x", "sort": 1, "runtime_max": -1}, "discovery sort runtime_max"),
]


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[FlaskClient]:
    """One application for all: nothing here changes it."""
    with StandIn(world) as standin:
        app = create_app(Settings.from_environment(environment(standin)))
        yield app.test_client()
        services_of(app).close()


@pytest.mark.parametrize(
    "path",
    [
        "/../main.py",
        "/static/../main.py",
        "/%2e%2e/main.py",
        "/..%2fmain.py",
        "/css/..%2f..%2fmain.py",
        "/css/../../main.py",
        "/..%5cmain.py",
        "/.env",
        "/etc/passwd.txt",
        "/a%00.css",
        "/%ff%fe.css",
        "/" + "a" * 3000 + ".css",
        "/" + "../" * 50 + "etc/hosts.conf",
    ],
)
def test_no_path_leads_out_of_the_static_folder(client: FlaskClient, path: str) -> None:
    problem_in(client.get(path), 404)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/two/parts",
            "/api/unknown",
            "/api/",
            "/a b",
            "/%00",
            "/é",
            "/" + "a" * 51,
            "/static/x/",
            "/api/jobs/",
        ),
        *("/api//meta", "/api/result//"),
    ],
)
def test_an_unknown_address_is_a_problem(client: FlaskClient, path: str) -> None:
    problem_in(client.get(path), 404, "not-found")


@pytest.mark.parametrize(("method", "path", "allowed"), WRONG_METHODS)
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    client: FlaskClient, method: str, path: str, allowed: set[str]
) -> None:
    answer = client.open(path, method=method)
    problem_in(answer, 405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed | {"OPTIONS"}


@pytest.mark.parametrize("path", ["/api/recommend", "/api/get_pages"])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        '{"username": "a"',
        "nonsense",
        "NaN{",
        "\x00",
        "[" * 60_000,
        '{"a":' * 10_000,
        '{"count": ' + "9" * 6000 + "}",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_malformed_json_is_a_problem(client: FlaskClient, path: str, body: str) -> None:
    problem_in(client.post(path, data=body, content_type="application/json"), 400, "invalid-request")


def test_bytes_that_are_no_text_are_a_problem(client: FlaskClient) -> None:
    answer = client.post("/api/recommend", data=b'{"username": "\xff\xfe"}', content_type="application/json")
    problem_in(answer, 400)


@pytest.mark.parametrize("path", ["/api/recommend", "/api/get_pages"])
@pytest.mark.parametrize("body", [[], ["twelvefold"], "twelvefold", 5, None, True])
def test_a_body_that_is_no_object_is_a_problem(client: FlaskClient, path: str, body: object) -> None:
    answer = client.post(path, data=json.dumps(body), content_type="application/json")
    problem = problem_in(answer, 400, "invalid-request")
    assert "object" in problem["detail"]


@pytest.mark.parametrize(("body", "wrong"), WRONG_BODIES, ids=repr)
def test_wrong_and_unknown_fields_are_named(client: FlaskClient, body: object, wrong: str) -> None:
    problem = problem_in(client.post("/api/recommend", json=body), 400, "invalid-request")
    assert sorted(problem["fields"]) == sorted(wrong.split())
    assert all(name in problem["detail"] for name in wrong.split())


@pytest.mark.parametrize(("filters", "wrong"), WRONG_FILTERS, ids=lambda each: repr(each)[:40])
def test_a_wrong_filter_is_named(client: FlaskClient, filters: dict[str, Any], wrong: str) -> None:
    problem = problem_in(client.post("/api/recommend", json={"username": "a", **filters}), 400)
    assert sorted(problem["fields"]) == sorted(wrong.split())


def test_every_filter_is_tried_above() -> None:
    filters = {each.name for each in fields(Filters)} | {"exclude_ids", "liked_ids"}
    assert filters == {name for _, wrong in WRONG_FILTERS for name in wrong.split()}


def test_the_same_rules_hold_for_the_page_count(client: FlaskClient) -> None:
    problem = problem_in(client.post("/api/get_pages", json={"username": 5, "country": "CL"}), 400)
    assert set(problem["fields"]) == {"username", "country"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"]
)
def test_another_content_type_is_415(client: FlaskClient, content_type: str) -> None:
    answer = client.post("/api/recommend", data='{"username": "a"}', content_type=content_type)
    problem_in(answer, 415, "unsupported-media-type")


def test_a_body_of_two_megabytes_is_413(client: FlaskClient) -> None:
    body = json.dumps({"username": "a" * 2_000_000})
    answer = client.post("/api/recommend", data=body, content_type="application/json")
    problem_in(answer, 413)


@pytest.mark.parametrize("path", ["/api/recommend", "/api/get_pages"])
def test_a_body_that_grows_too_long_in_chunks_is_413(client: FlaskClient, path: str) -> None:
    body = json.dumps({"username": MEMBER}).encode() + b" " * 2_000_000
    answer = client.post(
        path,
        input_stream=io.BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    problem_in(answer, 413)


@pytest.mark.parametrize("path", ["/", "/api/result", "/api/stream", "/_health"])
def test_a_query_of_bytes_that_are_no_text_is_a_problem(client: FlaskClient, path: str) -> None:
    """As gunicorn hands them on."""
    answer = client.get(path, environ_overrides={"QUERY_STRING": "request_id=\xff"})
    problem_in(answer, 400, "bad-request")


@pytest.mark.parametrize("path", ["/api/result", "/api/stream", "/api/logs-stream", "/api/status-stream"])
@pytest.mark.parametrize(
    "request_id", ["", "short", "a" * 65, "a" * 10_000, "ä" * 20, "a" * 16 + "\n", "../" * 8]
)
def test_a_request_id_that_is_none_is_a_problem(client: FlaskClient, path: str, request_id: str) -> None:
    problem = problem_in(client.get(path, query_string={"request_id": request_id}), 400, "invalid-request")
    assert set(problem["fields"]) == {"request_id"}


@pytest.mark.parametrize("last", ["-1", "1.5", "x", "9" * 16, "٣", "1 2", "1\n"])
def test_a_last_event_id_that_is_none_is_a_problem(client: FlaskClient, last: str) -> None:
    job = client.post("/api/recommend", json={"username": "nofilmsyet"}).get_json()
    query = {"request_id": job["request_id"], "last_event_id": last}
    problem = problem_in(client.get("/api/stream", query_string=query), 400)
    assert set(problem["fields"]) == {"last_event_id"}


@pytest.mark.parametrize("path", ["/", f"/{MEMBER}", "/api/meta", "/_health"])
def test_a_huge_query_string_changes_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?{'a=' + 'b' * 100_000}", buffered=True).status_code == 200


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
INNER = LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(st.text(max_size=8), LEAF, max_size=3)
JSON = INNER | st.lists(INNER, max_size=3) | st.dictionaries(st.text(max_size=8), INNER, max_size=3)
FIELDS = st.sampled_from(["username", "country", "include_streaming", "request_id", "count", "sync", "x"])


@FEW_EXAMPLES
@given(
    body=JSON | st.dictionaries(FIELDS, JSON, max_size=7), path=st.sampled_from(["recommend", "get_pages"])
)
def test_no_body_brings_a_500_or_html(client: FlaskClient, body: object, path: str) -> None:
    if isinstance(body, dict):
        body.pop("sync", None)  # a valid member, by chance, need not be waited for
    answer = client.post(f"/api/{path}", data=json.dumps(body), content_type="application/json")
    if answer.status_code not in {200, 202}:
        problem_in(answer, answer.status_code)
    assert answer.status_code in {200, 202, 400, 404, 429}


@FEW_EXAMPLES
@given(body=st.binary(max_size=60), content_type=st.sampled_from(["application/json", "text/plain", "x"]))
def test_no_bytes_bring_a_500_or_html(client: FlaskClient, body: bytes, content_type: str) -> None:
    answer = client.post("/api/recommend", data=body, content_type=content_type)
    problem_in(answer, 400 if content_type == "application/json" else 415)
