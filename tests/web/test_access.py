"""Who may ask for what, what others may keep of it, and what the start says of that."""

import logging
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from bootstrap.access import access_in_words
from config import Settings
from tests.conftest import MakeApp
from tests.problem import problem_in
from web.proxies import trust_proxies

HERE = "http://localhost"
FRIEND = "https://friend.example"
STRANGER = "https://stranger.example"
HSTS = "Strict-Transport-Security"


# What is kept


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/meta"),
        ("GET", "/api/providers?name=Netflix"),
        ("GET", "/api/result?request_id=an-id-of-nobody-123"),
        ("GET", "/api/stream?request_id=short"),
        ("GET", "/api/nothing"),
        ("GET", "/api/recommend"),
        ("POST", "/api/recommend"),
        ("POST", "/api/import"),
        ("OPTIONS", "/api/import"),
        ("GET", "/_health"),
        ("GET", "/_metrics"),
        ("GET", "/nothing/here"),
    ],
)
def test_answers_of_the_interface_are_private_and_stored_nowhere(
    client: FlaskClient, method: str, path: str
) -> None:
    answer = client.open(path, method=method)
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))


def test_pages_and_files_may_be_kept(client: FlaskClient) -> None:
    for path in ("/", "/static/js/server/client.js"):
        assert "no-store" not in client.get(path, buffered=True).headers["Cache-Control"]


def test_where_origins_are_listed_answers_vary_by_them_and_else_not(make_app: MakeApp) -> None:
    listed, every = make_app(ALLOWED_ORIGINS=FRIEND).test_client(), make_app().test_client()
    for path, origin in product(("/api/meta", "/api/nothing"), (None, FRIEND, STRANGER)):
        headers = {"Origin": origin} if origin else {}
        assert "Origin" in listed.get(path, headers=headers).vary
        assert "Origin" not in every.get(path, headers=headers).vary


# What a browser is told


def test_a_page_uses_no_device_and_shares_no_window(client: FlaskClient) -> None:
    headers = client.get("/", buffered=True).headers
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_behind_tls_a_browser_comes_back_over_tls_only(make_app: MakeApp) -> None:
    behind, alone = make_app(TRUSTED_PROXIES="1").test_client(), make_app().test_client()
    tls = {"X-Forwarded-Proto": "https"}
    assert behind.get("/", headers=tls, buffered=True).headers[HSTS] == "max-age=31536000"
    assert HSTS not in behind.get("/", headers={"X-Forwarded-Proto": "http"}, buffered=True).headers
    assert HSTS not in alone.get("/", headers=tls, buffered=True).headers, "it is nobody we trust who says so"


# Forms of other sites


def post_form(client: FlaskClient, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/import", data={}, content_type="multipart/form-data", headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site", "Origin": STRANGER},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://other.localhost"},
        {"Origin": STRANGER},
        {"Origin": "null"},
        {"Origin": "http://localhost.stranger.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "*"},
        {"Origin": "http://["},
    ],
    ids=repr,
)
def test_a_form_of_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    problem_in(post_form(client, **headers), 403, "forbidden")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin", "Origin": HERE},
        {"Sec_Fetch_Site": "none"},
        {"Origin": HERE},
        {"Origin": "https://localhost"},
    ],
    ids=repr,
)
def test_our_own_form_and_programs_are_read(client: FlaskClient, headers: dict[str, str]) -> None:
    assert "file" in problem_in(post_form(client, **headers), 400, "invalid-request")["detail"]


def test_a_form_of_a_site_that_the_operator_names_is_read(make_app: MakeApp) -> None:
    client = make_app(ALLOWED_ORIGINS=FRIEND).test_client()
    problem_in(post_form(client, Sec_Fetch_Site="cross-site", Origin=FRIEND), 400)
    problem_in(post_form(client, Sec_Fetch_Site="cross-site", Origin=STRANGER), 403)


# Metrics without a token


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_without_a_token_the_machine_itself_reads_the_metrics(client: FlaskClient, address: str) -> None:
    assert client.get("/_metrics", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "10.0.0.1", "", "unknown"])
def test_without_a_token_nobody_else_does(client: FlaskClient, address: str) -> None:
    answer = client.get("/_metrics", environ_base={"REMOTE_ADDR": address})
    problem_in(answer, 403, "forbidden")


@pytest.mark.parametrize("trusted", ["0", "1"])
@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_forwards_is_not_of_this_machine(make_app: MakeApp, trusted: str, name: str) -> None:
    client = make_app(TRUSTED_PROXIES=trusted).test_client()
    problem_in(client.get("/_metrics", headers={name: "127.0.0.1"}), 403, "forbidden")


# A prefix


def prefix_of(text: str) -> tuple[str, str]:
    """What the application takes for its prefix and scheme when a proxy says ``text``."""
    app = Flask("behind")
    seen: list[tuple[str, str]] = []

    def note(environ: dict[str, str], _: object) -> list[bytes]:
        seen.append((environ["SCRIPT_NAME"], environ["wsgi.url_scheme"]))
        return []

    app.wsgi_app = note  # type: ignore[assignment, method-assign]  # the least that is an application
    trust_proxies(app, 1)
    environ = {
        "SCRIPT_NAME": "", "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_PREFIX": text, "HTTP_X_FORWARDED_PROTO": text,
    }  # fmt: skip
    app.wsgi_app(environ, lambda *_: lambda _: None)
    return seen[0]


@pytest.mark.parametrize("prefix", ["/films", "/films/next", "/a.b/~c-d_e"])
def test_a_plain_path_is_a_prefix(prefix: str) -> None:
    assert prefix_of(prefix) == prefix_of(f"{prefix}/") == (prefix, "http")


@given(
    st.sampled_from(
        ["//evil.example", "/../..", "/a//b", "https://x", "/a?b", "/a#b", "/a b", "/%2e", "a", "/"]
    )
    | st.text(st.characters(max_codepoint=255), max_size=20)
)
def test_what_is_no_plain_path_leads_nowhere_else(text: str) -> None:
    prefix, scheme = prefix_of(text)
    assert scheme in {"http", "https"}
    assert not prefix or (prefix.startswith("/") and not set(prefix) & set("\\:?#%@ ;,"))
    assert not {"", ".", ".."} & set(prefix.split("/")[1:])


# What the start says


def test_the_start_says_what_is_open_to_whom(make_app: MakeApp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        make_app(LOG_LEVEL="INFO", INTERNAL_TOKEN="geheim", ALLOWED_ORIGINS=FRIEND)
    assert "/_metrics and /_incident-status need INTERNAL_TOKEN" in caplog.text
    assert FRIEND in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "INTERNAL_TOKEN is not set: /_metrics answers only this machine"),
        ({}, "ALLOWED_ORIGINS is *: pages of any site may use /api"),
        ({"ALLOWED_ORIGINS": ""}, "other sites that may use /api in a browser: none"),
        ({"TRUSTED_PROXIES": "2"}, "the last 2 of X-Forwarded-For"),
        ({}, "behind a proxy, set TRUSTED_PROXIES"),
        ({"RATELIMIT_ENABLED": "false"}, "RATELIMIT_ENABLED is false"),
    ],
)
def test_each_setting_that_opens_something_is_said(variables: dict[str, str], said: str) -> None:
    settings = Settings.from_environment({"DEMO": "true", **variables})
    assert said in "\n".join(access_in_words(settings))
