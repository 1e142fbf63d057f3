"""Every error of ours becomes one RFC 9457 problem, as an HTTP answer and as a job's end alike."""

import inspect
import json
import re
from http import HTTPStatus

import pytest

import errors
from problem_details import http_problem, internal_problem, problem_of
from problem_types import SHUTTING_DOWN, TYPES
from tests.test_doors import modules

EVERY = [
    (errors.InvalidRequest("Wrong: x", {"x": "unknown field"}), 400, "invalid-request"),
    (errors.PayloadTooLarge("too large"), 413, "payload-too-large"),
    (errors.StorageFull("no room"), 503, "storage-full"),
    (errors.StorageLost("Redis is lost"), 503, "storage-lost"),
    (errors.JobUnknown("no such job"), 404, "job-unknown"),
    (errors.ResultExpired("expired"), 404, "result-expired"),
    (errors.JobConflict("taken"), 409, "job-conflict"),
    (errors.JobCancelled("cancelled"), 410, "job-cancelled"),
    (errors.CancelRefused("wrong token"), 403, "cancel-refused"),
    (errors.JobTimedOut("too late"), 503, "job-timed-out"),
    (errors.QueueFull("busy", 20.0), 503, "queue-full"),
    (errors.TooManyJobs("too many", 20.0), 429, "too-many-jobs"),
    (errors.ProfileNotFound("anna", "x"), 404, "profile-not-found"),
    (errors.ProfileEmpty("anna", "x"), 404, "profile-empty"),
    (errors.ProfileUnrated("anna", "None of the 3 films"), 422, "profile-unrated"),
    (errors.SeedsMissing("anna", "None of the newest 3 films"), 422, "seeds-missing"),
    (errors.ProfileUnavailable("anna", "x", 12.2), 503, "profile-unavailable"),
    (errors.ProfileUnreadable("anna", "x", 12.2), 503, "profile-unreadable"),
    (errors.WatchlistUnavailable("anna", "blocked", 90.0), 503, "watchlist-unavailable"),
    (errors.WatchlistUnavailable("anna", "not shown", None), 422, "watchlist-unavailable"),
    (errors.UpstreamTimeout("tmdb", "slow"), 503, "tmdb-unavailable"),
    (errors.NotAsked("tmdb"), 503, "tmdb-unavailable"),
    (errors.UpstreamThrottled("tmdb", "429", retry_after_s=7), 503, "tmdb-unavailable"),
    (errors.UpstreamRefused("tmdb", "no", status=401, permanent=True), 502, "tmdb-key-refused"),
    (errors.UpstreamRefused("tmdb", "no", status=404, permanent=True), 502, "tmdb-unavailable"),
    (errors.UpstreamRefused("letterboxd", "403", status=403), 503, "letterboxd-unavailable"),
    (errors.UpstreamMalformed("rss", "?"), 503, "letterboxd-unreadable"),
    (errors.UpstreamMalformed("justwatch", "?"), 502, "justwatch-unavailable"),
    (errors.UpstreamLeadsAway("rss", "to another host"), 503, "letterboxd-unreadable"),
    (errors.UpstreamOversized("tmdb", "8 MB"), 502, "tmdb-unavailable"),
    (errors.CircuitOpen("letterboxd", "open", retry_after_s=90), 503, "letterboxd-unavailable"),
    (errors.AppError("unheard of"), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "slug"), EVERY, ids=lambda value: type(value).__name__)
def test_an_error_becomes_its_problem(error: errors.AppError, status: int, slug: str) -> None:
    problem = problem_of(error)
    body = problem.payload()
    assert (body["status"], body["type"]) == (status, f"urn:problem:{slug}")
    assert body["error"] == body["title"]
    assert body["detail"]
    assert ("retry_after_s" in body) == (status in {429, 503})
    assert json.loads(json.dumps(body)) == body
    assert body.get("username") == getattr(error, "username", None), "whom it is about"


def test_every_error_of_the_tree_is_named_above() -> None:
    kinds = {
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.AppError)
    }
    roots = {errors.JobError, errors.ProfileError, errors.UpstreamError}
    assert kinds - roots == {type(error) for error, _, _ in EVERY}


@pytest.mark.parametrize("root", [errors.JobError("?"), errors.ProfileError("anna", "?")], ids=repr)
def test_an_error_that_nobody_named_yet_is_an_honest_500(root: errors.AppError) -> None:
    assert problem_of(root) == internal_problem()


def test_a_wait_is_rounded_up_to_whole_seconds_and_never_none() -> None:
    assert problem_of(errors.ProfileUnavailable("anna", "x", 12.2)).retry_after_s == 13
    assert problem_of(errors.QueueFull("busy", 0.0)).retry_after_s == 1
    assert problem_of(errors.UpstreamTimeout("letterboxd", "slow")).retry_after_s == 30


def test_wrong_fields_are_named_in_the_problem() -> None:
    problem = problem_of(errors.InvalidRequest("Wrong", {"country": "must be a code"})).payload()
    assert problem["fields"] == {"country": "must be a code"}
    assert "fields" not in problem_of(errors.InvalidRequest("Wrong")).payload()


def test_a_refused_key_names_the_setting_and_shows_no_upstream_text() -> None:
    error = errors.UpstreamRefused("tmdb", "https://x/?api_key=secret", status=401, permanent=True)
    text = json.dumps(problem_of(error).payload())
    assert "TMDB_KEY" in text
    assert "secret" not in text


@pytest.mark.parametrize("service", ["letterboxd", "rss"])
def test_when_letterboxd_refuses_the_export_is_offered(service: str) -> None:
    assert "export" in str(problem_of(errors.UpstreamRefused(service, "403")).hint).lower()
    assert "export" in str(problem_of(errors.UpstreamMalformed(service, "?")).hint).lower()
    assert "export" in str(problem_of(errors.ProfileUnavailable("anna", "x", 1.0)).hint).lower()


def test_a_jobs_problem_carries_its_request_id() -> None:
    assert internal_problem().payload("a" * 20)["request_id"] == "a" * 20
    assert "request_id" not in internal_problem().payload()


@pytest.mark.parametrize("status", [status for status in HTTPStatus if status >= 400])
def test_a_plain_http_failure_is_a_problem_named_after_its_status(status: int) -> None:
    body = http_problem(status, "why", 5).payload()
    assert (body["status"], body["detail"], body["retry_after_s"]) == (status, "why", 5)
    assert str(body["type"]).removeprefix("urn:problem:") in TYPES


def test_every_type_of_problem_is_listed_and_has_its_way_to_be_told() -> None:
    told = {slug for _, _, slug in EVERY} | {SHUTTING_DOWN.slug}
    plain = {http_problem(status, "why").slug for status in HTTPStatus if status >= 400}
    assert told | plain == TYPES


def test_no_problem_is_made_beside_the_list() -> None:
    makers = {path.stem for path in modules() if re.search(r"\bProblem\(", path.read_text("utf-8"))}
    assert makers == {"problem_types", "problem_details"}
