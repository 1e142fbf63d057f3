"""``POST /api/import``: a member's own export in place of Letterboxd."""

import gc
import io
import json
import threading
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errors import InvalidRequest
from harness.export_files import film, rating, table
from harness.exports import export_of, loose, post_export, zipped
from services.models.histories import Export
from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.conftest import FEW_EXAMPLES, LiveApp, MakeApp
from tests.problem import problem_in
from tests.timing import PATIENCE_S
from web.application import services_of
from web.upload_parsing import MAX_IMPORT_BYTES

MEMBER = "twelvefold"
SOME_ID = "import-0123456789"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def export(world: World) -> dict[str, str]:
    return export_of(world, MEMBER)


def run(client: FlaskClient, files: dict[str, bytes], **fields: str) -> dict[str, Any]:
    answer = post_export(client, files, **{"sync": "true", "count": "5", **fields})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    payload: dict[str, Any] = answer.get_json()
    return payload


def ids(result: dict[str, Any]) -> list[int]:
    return [each["tmdb_id"] for each in result["recommendations"]]


# The job


def test_an_import_is_accepted_as_any_job_is(client: FlaskClient, export: dict[str, str]) -> None:
    answer = post_export(client, zipped(export), country="US")
    assert answer.status_code == 202
    body = answer.get_json()
    assert (body["username"], body["status"]) == (MEMBER, "accepted")
    assert answer.headers["Location"] == f"/api/result?request_id={body['request_id']}"


def test_an_export_leads_to_what_the_members_pages_lead_to_and_letterboxd_is_not_asked(
    client: FlaskClient, export: dict[str, str], standin: StandIn
) -> None:
    result = run(client, zipped(export), country="US", count="20", language="es")
    assert standin.count("letterboxd") == 0
    assert result["pages"] is None
    assert (result["username"], result["country_code"], result["language"]) == (MEMBER, "US", "es")
    assert result["films"] == 12
    rows = sum(text.count("boxd.it") for name, text in export.items() if name != "watchlist.csv")
    assert result["import"] == {
        "films": 12,
        "merged": rows - 12,
        "skipped": [],
        "skipped_total": 0,
        "notes": [],
        "notes_total": 0,
    }
    assert "data_freshness" not in result
    body = {"username": MEMBER, "country": "US", "count": 20, "sync": True}
    read = client.post("/api/recommend", json=body).get_json()
    assert ids(result) == ids(read)
    assert result["preferences"] == read["preferences"]


def test_single_files_are_as_good_as_the_zip(client: FlaskClient, export: dict[str, str]) -> None:
    assert ids(run(client, loose(export))) == ids(run(client, zipped(export)))


def test_what_was_skipped_is_told_with_its_reason(client: FlaskClient, export: dict[str, str]) -> None:
    export["ratings.csv"] += "2024-01-01,,2000,https://boxd.it/a,5\n"
    told = run(client, zipped(export))["import"]
    line = export["ratings.csv"].count("\n")
    assert told["skipped"] == [{"file": "ratings.csv", "line": line, "reason": "the name is empty"}]
    assert (told["skipped_total"], told["notes_total"]) == (1, 0)


def test_what_was_left_out_of_a_film_is_told_and_the_film_counts(
    client: FlaskClient, export: dict[str, str]
) -> None:
    rows = export["ratings.csv"].splitlines()
    rows[1] = rows[1].rpartition(",")[0] + ",0"
    told = run(client, loose(export | {"ratings.csv": "\n".join(rows)}))["import"]
    reason = "the rating is not a number from 0.5 to 5 in steps of 0.5"
    assert told["notes"] == [{"file": "ratings.csv", "line": 2, "reason": reason}]
    assert (told["films"], told["skipped"], told["notes_total"]) == (12, [], 1)


def test_an_export_that_names_no_member_reads_well(client: FlaskClient, export: dict[str, str]) -> None:
    del export["profile.csv"]
    result = run(client, zipped(export))
    assert result["username"] == ""
    path = f"/api/result.csv?request_id={result['request_id']}"
    assert "film-recommendations-CL.csv" in client.get(path).headers["Content-Disposition"]
    unrated = {"watched.csv": export["watched.csv"]}
    problem = problem_in(post_export(client, zipped(unrated), sync="true"), 422, "profile-unrated")
    assert problem["detail"].startswith("None of the 12 films in the export is rated or liked")
    assert "username" not in problem
    options = json.dumps({"seed_ids": [1]})
    problem = problem_in(
        post_export(client, zipped(export), sync="true", options=options), 422, "seeds-missing"
    )
    assert problem["detail"] == "None of the films in the export that seed_ids names is rated well or liked."


def test_an_unreadable_watchlist_matters_only_to_who_asked_for_it(
    client: FlaskClient, export: dict[str, str]
) -> None:
    export["watchlist.csv"] = ""
    result = run(client, zipped(export))
    assert [each["file"] for each in result["import"]["notes"]] == ["watchlist.csv"]
    assert run(client, zipped(export), watchlist="mark")["watchlist"]["status"] == "unavailable"
    answer = post_export(client, zipped(export), sync="true", watchlist="only")
    problem = problem_in(answer, 422, "watchlist-unavailable")
    assert problem["detail"] == "watchlist.csv cannot be read: it is empty."


def test_films_that_tmdb_does_not_know_are_listed(client: FlaskClient, export: dict[str, str]) -> None:
    film = "2024-01-01,A Film That Nobody Made,1999,https://boxd.it/a"
    export["watched.csv"] += f"{film}\n"
    export["ratings.csv"] += f"{film},4\n"
    unmatched = run(client, zipped(export))["unmatched"]
    assert [(each["title"], each["year"], each["slug"]) for each in unmatched] == [
        ("A Film That Nobody Made", "1999", None)
    ]


def test_options_hold_what_the_form_has_no_field_for(client: FlaskClient, export: dict[str, str]) -> None:
    options = json.dumps({"exclude_ids": [1], "genres": ["Drama"], "count": 5})
    answer = post_export(client, zipped(export), options=options, request_id=SOME_ID)
    assert answer.status_code == 202
    answer = post_export(client, zipped(export), options="{}", count="5", request_id=SOME_ID)
    problem_in(answer, 409)


def test_an_export_fills_nobodys_profile(
    client: FlaskClient, export: dict[str, str], standin: StandIn
) -> None:
    run(client, zipped(export))
    body = {"username": MEMBER, "sync": True, "count": 5}
    assert client.post("/api/recommend", json=body).get_json()["pages"] == 1
    assert standin.count("letterboxd", "page") == 1


def test_an_export_is_no_snapshot(client: FlaskClient, export: dict[str, str], standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "challenge"))
    standin.set_fault(Fault("rss", "challenge"))
    run(client, zipped(export))
    answer = client.post("/api/recommend", json={"username": MEMBER, "sync": True})
    problem_in(answer, 503, "profile-unavailable")


def test_a_member_who_is_blocked_is_served_by_the_export(
    client: FlaskClient, export: dict[str, str], standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "challenge"))
    standin.set_fault(Fault("rss", "challenge"))
    blocked = client.post("/api/recommend", json={"username": MEMBER, "sync": True})
    assert "Export your data" in problem_in(blocked, 503)["hint"]
    assert len(ids(run(client, zipped(export)))) == 5


# What remains of it


def test_the_export_leaves_memory_when_its_job_ends(
    client: FlaskClient, app: Flask, export: dict[str, str]
) -> None:
    gc.collect()
    gc.disable()
    others = [id(each) for each in exports_in_memory()]
    answer = post_export(client, zipped(export), count="5", request_id=SOME_ID)
    assert services_of(app).jobs.wait(answer.get_json()["request_id"], 30)
    assert client.get(f"/api/result?request_id={SOME_ID}").get_json()["import"]["films"] == 12
    services_of(app).close()
    left = [each for each in exports_in_memory() if id(each) not in others]
    gc.enable()
    assert left == [], "and it does not wait for the collector"


def exports_in_memory() -> list[Export]:
    return [each for each in gc.get_objects() if isinstance(each, Export)]


def test_of_more_films_than_a_job_takes_the_rated_ones_come_first_and_it_is_told(
    make_app: MakeApp, export: dict[str, str]
) -> None:
    unrated = table("watched.csv", *(film(f"Seen {number}", "1999") for number in range(30)))
    more = unrated.partition("\n")[2]
    files = zipped(export | {"watched.csv": export["watched.csv"].rstrip() + "\n" + more})
    result = run(make_app(MAX_FILMS="12").test_client(), files)
    assert (result["films"], result["films_left_out"], result["import"]["films"]) == (12, 30, 42)
    assert "more films than one search uses" in result["hint"]
    assert ids(result) == ids(run(make_app().test_client(), zipped(export)))


class UnreadBody(io.RawIOBase):
    """A body that must not be touched."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: object) -> int:
        raise AssertionError("the body was read")


def test_an_import_that_will_not_be_taken_is_refused_before_its_body_is_read(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    client = make_app(RATELIMIT_ENABLED="true", MAX_JOBS_PER_ADDRESS="1").test_client()
    assert client.post("/api/recommend", json={"username": MEMBER}).status_code == 202
    body = {"wsgi.input": UnreadBody(), "CONTENT_LENGTH": "25000000"}
    kind = {"CONTENT_TYPE": "multipart/form-data; boundary=x"}
    refused = client.post("/api/import", environ_overrides=body | kind)
    problem_in(refused, 429, "too-many-jobs")
    assert refused.headers["Retry-After"] == "20"
    standin.close()


def test_an_import_counts_while_it_is_read_and_gives_its_place_back_when_it_is_refused(
    make_app: MakeApp, export: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(RATELIMIT_ENABLED="true", MAX_JOBS_PER_ADDRESS="1")
    client, other = app.test_client(), app.test_client()
    seen: list[int] = []

    def read_meanwhile(*_: object) -> Export:
        seen.append(other.post("/api/recommend", json={"username": MEMBER}).status_code)
        assert threading.current_thread().name.startswith("import"), "not in the thread of a request"
        raise InvalidRequest("no export")

    monkeypatch.setattr("web.upload_parsing.read_export", read_meanwhile)
    problem_in(post_export(client, zipped(export)), 400)
    assert seen == [429]
    assert other.post("/api/recommend", json={"username": MEMBER}).status_code == 202


def test_an_import_in_the_moment_of_closing_is_told_to_come_back(
    make_app: MakeApp, export: dict[str, str]
) -> None:
    app = make_app()
    services_of(app).imports.shutdown()
    problem_in(post_export(app.test_client(), zipped(export)), 503, "queue-full")


def test_the_same_id_and_content_is_the_same_202_and_other_content_409(
    client: FlaskClient, export: dict[str, str]
) -> None:
    def answered(files: dict[str, str], **fields: str) -> int:
        return post_export(client, zipped(files), request_id=SOME_ID, **fields).status_code

    assert answered(export) == 202
    assert answered(export) == 202
    client.get(f"/api/result?request_id={SOME_ID}")
    assert answered(export, country="US") == 409
    assert answered(export | {"ratings.csv": table("ratings.csv", rating("Heat", "5", "1995"))}) == 409
    body = {"username": MEMBER, "request_id": SOME_ID}
    problem_in(client.post("/api/recommend", json=body), 409, "job-conflict")


def test_the_same_holds_when_the_job_has_ended(client: FlaskClient, export: dict[str, str]) -> None:
    run(client, zipped(export), request_id=SOME_ID)
    answer = post_export(client, zipped(export), request_id=SOME_ID, sync="true", count="5")
    assert answer.status_code == 200
    answer = post_export(client, zipped(export | {"a.txt": "more"}), request_id=SOME_ID, count="5")
    problem_in(answer, 409, "job-conflict")


# What is refused


def test_an_export_without_ratings_and_likes_is_told_so(client: FlaskClient) -> None:
    files = {"watched.csv": table("watched.csv", film("Heat", "1995"))}
    problem_in(post_export(client, zipped(files), sync="true"), 422, "profile-unrated")


@pytest.mark.parametrize(
    "files", [{}, {"": b""}, {"export.zip": b"PK\x03\x04rubbish"}, {"notes.csv": b"a,b\n"}]
)
def test_what_is_no_export_is_a_problem_of_the_field_file(
    client: FlaskClient, files: dict[str, bytes]
) -> None:
    problem = problem_in(post_export(client, files), 400, "invalid-request")
    assert set(problem["fields"]) == {"file"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"country": "XX"}, "country"),
        ({"include_streaming": "yes"}, "include_streaming"),
        ({"count": "many"}, "count"),
        ({"count": "0"}, "count"),
        ({"count": "٣"}, "count"),
        ({"sync": "1"}, "sync"),
        ({"request_id": "short"}, "request_id"),
        ({"watchlist": "all"}, "watchlist"),
        ({"username": MEMBER}, "username"),
        ({"usernames": MEMBER}, "usernames"),
        ({"discovery": "1"}, "discovery"),
        ({"options": "{"}, "options"),
        ({"options": "[]"}, "options"),
        ({"options": "[" * 60_000}, "options"),
        ({"options": '{"nonsense": 1}'}, "nonsense"),
        ({"options": '{"username": "a"}'}, "username"),
        ({"options": '{"discovery": 7}'}, "discovery"),
        ({"options": '{"count": 5}', "count": "6"}, "count"),
        ({"sort": "best", "count": "x", "options": "[]", "country": "XX"}, "count country options sort"),
    ],
    ids=str,
)
def test_wrong_fields_are_named(
    client: FlaskClient, export: dict[str, str], fields: dict[str, str], wrong: str
) -> None:
    problem = problem_in(post_export(client, zipped(export), **fields), 400, "invalid-request")
    assert sorted(problem["fields"]) == wrong.split()


def test_fields_that_a_browser_leaves_empty_count_as_not_sent(
    client: FlaskClient, export: dict[str, str]
) -> None:
    answer = post_export(client, zipped(export), country="", count="", options="", watchlist="")
    assert answer.status_code == 202


def test_a_file_in_another_field_is_an_unknown_field(client: FlaskClient) -> None:
    answer = client.post("/api/import", data={"upload": (io.BytesIO(b"x"), "watched.csv")})
    assert set(problem_in(answer, 400)["fields"]) == {"upload"}


def test_another_content_type_is_415_and_says_what_to_send(client: FlaskClient) -> None:
    problem = problem_in(client.post("/api/import", json={"country": "CL"}), 415, "unsupported-media-type")
    assert "multipart/form-data" in problem["detail"]


def send(live_app: LiveApp, content: bytes, **fields: str) -> requests.Response:
    """What a server answers to an import of these ratings, over real HTTP."""
    files = {"file": ("ratings.csv", content)}
    return requests.post(f"{live_app.url}/api/import", files=files, data=fields, timeout=PATIENCE_S)


def padded(export: dict[str, str], size: int) -> bytes:
    """The ratings of ``export``, blown up to ``size`` bytes."""
    rated = export["ratings.csv"].encode()
    line = b" " * 99_999 + b"\n"  # blank, so no row
    padding = line * (size // len(line))
    return rated + padding[: size - len(rated)]


def test_an_export_of_twenty_five_megabytes_is_read(live_app: LiveApp, export: dict[str, str]) -> None:
    answer = send(live_app, padded(export, 25_000_000), count="1", sync="true")
    assert answer.status_code == 200, answer.text
    assert answer.json()["import"]["films"] == 12


@pytest.mark.parametrize("size", [25_000_001, MAX_IMPORT_BYTES + 1])
def test_one_that_is_larger_is_413(live_app: LiveApp, export: dict[str, str], size: int) -> None:
    answer = send(live_app, padded(export, size))
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_other_bodies_keep_their_limit(client: FlaskClient) -> None:
    problem_in(client.post("/api/recommend", json={"username": "a", "pad": "x" * 70_000}), 413)


@settings(FEW_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_form_brings_a_500_or_html(
    client: FlaskClient, export: dict[str, str], data: st.DataObject
) -> None:
    content = bytearray(next(iter(zipped(export).values())))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    name = data.draw(
        st.sampled_from(["export.zip", "watched.csv", "../x.zip", "", "lists/a.csv"]) | st.text(max_size=9)
    )
    names = st.sampled_from(["country", "count", "sync", "options", "watchlist", "x"])
    fields = data.draw(st.dictionaries(names, st.text(max_size=9), max_size=3))
    fields["count"] = "none"  # so that nothing that is right by chance is started
    answer = post_export(client, {name: bytes(content)}, **fields)
    problem_in(answer, 400)


@settings(FEW_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), boundary=st.sampled_from(["; boundary=b", "; boundary=", ""]))
def test_no_bytes_bring_a_500_or_html(client: FlaskClient, body: bytes, boundary: str) -> None:
    content = b"--b\r\n" + body + b"\r\n--b--"
    problem_in(client.post("/api/import", data=content, content_type=f"multipart/form-data{boundary}"), 400)


def test_many_imports_at_once_do_not_meet(app: Flask, world: World) -> None:
    results: dict[str, Any] = {}

    def work(name: str) -> None:
        results[name] = run(app.test_client(), zipped(export_of(world, name)), count="3")

    threads = [threading.Thread(target=work, args=(name,)) for name in ("twelvefold", "popcorn_den")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: result["username"] for name, result in results.items()} == {
        "twelvefold": "twelvefold",
        "popcorn_den": "popcorn_den",
    }
