"""The fetch tiers, each over real HTTP, and the browser for real."""

import gzip
import importlib.util
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

from infra.http.calls.user_agent import USER_AGENT
from infra.http.page_fetching.headless import CamoufoxTier
from infra.http.page_fetching.page import FetchTier, NoAnswer, Page, TierRefused, TierUnavailable
from infra.http.page_fetching.tiers import CloudscraperTier, CurlCffiTier, RequestsTier, build_tiers
from tests.infra.chromium import chromium, in_a_thread
from tests.infra.http_server import ENDLESS, SLOW_TWICE, Asked, HttpServer, Reply
from tests.timing import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALL = ["requests", "cloudscraper", "curl_cffi", "camoufox"]
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={};"
    b"document.cookie='cf_clearance=1;path=/';setTimeout(() => location.reload(), 50)</script></body></html>"
)
PAGE = "<html><body><p>Amélie · ★</p></body></html>"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer(lambda _: Reply(body=PAGE.encode())) as running:
        yield running


@pytest.fixture(params=[lambda: RequestsTier(4), CloudscraperTier, CurlCffiTier], ids=ALL[:3])
def tier(request: pytest.FixtureRequest) -> Iterator[FetchTier]:
    built: FetchTier = request.param()
    yield built
    built.close()


def test_a_page_comes_with_status_headers_text_and_its_final_address(
    server: HttpServer, tier: FetchTier
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/from/":
            return Reply(302, b"", {"Location": "/to/"})
        return Reply(404, PAGE.encode(), {"X-Kind": "Missing"})

    server.answer = answer
    page = tier.fetch(f"{server.url}/from/", 5.0)
    assert (page.status, page.text, page.url) == (404, PAGE, f"{server.url}/to/")
    assert page.headers["x-kind"] == "Missing"


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/html", "utf-8"),
        ("text/html; charset=ISO-8859-1", "latin-1"),
        ("text/html; charset=x-nobody-knows", "utf-8"),
        ("text/html; charset=idna", "utf-8"),  # which is for names of hosts only
    ],
)
def test_text_is_utf_8_unless_its_page_says_otherwise(
    server: HttpServer, tier: FetchTier, content_type: str, encoding: str
) -> None:
    server.answer = lambda _: Reply(body="Amélie".encode(encoding), headers={"Content-Type": content_type})
    assert tier.fetch(server.url, 5.0).text == "Amélie"


def test_a_packed_page_is_unpacked(server: HttpServer, tier: FetchTier) -> None:
    server.answer = lambda _: Reply(body=gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"})
    assert [tier.fetch(server.url, 5.0).text for _ in range(2)] == [PAGE, PAGE]
    assert server.clients == 1


def test_no_answer_in_time_is_no_answer(server: HttpServer, tier: FetchTier) -> None:
    server.answer = lambda _: Reply(delay_s=0.6)
    with pytest.raises(NoAnswer) as failure:
        tier.fetch(server.url, 0.2)
    assert server.url not in str(failure.value)
    assert failure.value.__context__ is None


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_a_page_without_end_is_no_answer_when_the_time_is_over(
    server: HttpServer, tier: FetchTier, reply: Reply
) -> None:
    server.answer = lambda _: reply
    with pytest.raises(NoAnswer):
        tier.fetch(server.url, 0.3)


def test_waiting_for_a_page_and_for_its_body_share_the_time(server: HttpServer, tier: FetchTier) -> None:
    server.answer = lambda _: SLOW_TWICE
    with pytest.raises(NoAnswer):
        tier.fetch(server.url, 1.0)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drops=True),
        Reply(body=b"<html>", headers={"Content-Length": "99", "Connection": "close"}),
        Reply(302, b"", {"Location": "http://[::1"}),
    ],
    ids=["dropped", "torn", "led nowhere"],
)
def test_a_page_that_does_not_come_whole_is_no_answer(
    server: HttpServer, tier: FetchTier, reply: Reply
) -> None:
    server.answer = lambda _: reply
    with pytest.raises(NoAnswer):
        tier.fetch(server.url, 0.5)


def test_connections_are_kept_alive(server: HttpServer, tier: FetchTier) -> None:
    for _ in range(3):
        tier.fetch(server.url, 5.0)
    assert server.clients == 1


def test_many_threads_may_use_it_at_once(server: HttpServer, tier: FetchTier) -> None:
    server.answer = lambda asked: Reply(body=asked.path.encode(), delay_s=0.01)
    with ThreadPoolExecutor(8) as pool:
        paths = [f"/{number}/" for number in range(40)]
        pages = pool.map(lambda path: tier.fetch(server.url + path, 5.0), paths)
        assert [page.text for page in pages] == paths


def test_each_looks_different_to_the_server(server: HttpServer) -> None:
    for tier in build_tiers(ALL[:3], pool_maxsize=4):
        tier.fetch(server.url, 5.0)
        tier.close()
    agents = [asked.headers["user-agent"] for asked in server.asked]
    assert agents[0] == USER_AGENT
    assert agents[1].startswith("Mozilla/5.0")
    assert "Chrome/" in agents[2]
    assert "sec-ch-ua" in server.asked[2].headers
    assert len(set(agents)) == 3


def test_a_challenge_is_a_refusal_or_shows_in_the_headers(server: HttpServer, tier: FetchTier) -> None:
    server.answer = lambda _: Reply(403, CHALLENGE, {"cf-mitigated": "challenge", "Server": "cloudflare"})
    try:
        page: Page | None = tier.fetch(server.url, 5.0)
    except TierRefused:
        page = None
    assert page is None or (page.status, page.headers["cf-mitigated"]) == (403, "challenge")


def test_a_ban_that_cloudscraper_recognises_is_a_refusal(server: HttpServer) -> None:
    body = b'<span class="cf-error-code">1020</span>'
    server.answer = lambda _: Reply(403, body, {"Server": "cloudflare"})
    tier = CloudscraperTier()
    with pytest.raises(TierRefused) as refusal:
        tier.fetch(server.url, 5.0)
    assert refusal.value.__context__ is None
    assert not hasattr(sys, "tracebacklimit"), "every trace in the log would be cut"
    tier.close()


def test_only_curl_starts_afresh_and_only_after_a_first_contact(server: HttpServer) -> None:
    assert not RequestsTier(4).renew()
    curl = CurlCffiTier()
    server.answer = lambda _: Reply(403)
    assert curl.fetch(server.url, 5.0).status == 403
    assert curl.renew()
    server.answer = lambda _: Reply(200)
    curl.fetch(server.url, 5.0)
    assert server.clients == 2
    server.answer = lambda _: Reply(403)
    curl.fetch(server.url, 5.0)
    assert not curl.renew()
    curl.close()


def test_curl_has_a_session_for_each_thread(server: HttpServer) -> None:
    curl = CurlCffiTier()
    both = threading.Barrier(2)

    def fetch() -> int:
        both.wait()
        return curl.fetch(server.url, 5.0).status

    with ThreadPoolExecutor(2) as pool:
        assert [future.result() for future in [pool.submit(fetch) for _ in range(2)]] == [200, 200]
    assert server.clients == 2
    curl.close()


def test_tiers_are_built_in_the_order_given() -> None:
    tiers = build_tiers(["curl_cffi", "requests", "camoufox"], pool_maxsize=4)
    assert [tier.name for tier in tiers] == ["curl_cffi", "requests", "camoufox"]
    assert build_tiers([], pool_maxsize=4) == []


def test_a_tier_without_its_package_is_left_out_with_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in ("curl_cffi", "camoufox") else found(name)
    )
    assert [tier.name for tier in build_tiers(ALL, pool_maxsize=4)] == ["requests", "cloudscraper"]
    assert len(caplog.records) == 2
    assert all(record.exc_info is None for record in caplog.records)


def test_an_unknown_tier_is_an_error() -> None:
    with pytest.raises(ValueError, match="curlcffi"):
        build_tiers(["curlcffi"], pool_maxsize=4)


def broken(error: Exception) -> "Callable[[], AbstractContextManager[Browser]]":
    def launch() -> "AbstractContextManager[Browser]":
        raise error

    return launch


def browse(url: str, timeout_s: float = 60.0) -> Page:
    return in_a_thread(lambda: CamoufoxTier(1, timeout_s, launch=chromium).fetch(url, timeout_s))


@pytest.mark.browser
def test_a_real_browser_reads_what_the_server_sent_not_what_scripts_made_of_it(server: HttpServer) -> None:
    body = b"<html><body><p>sent</p><script>document.body.innerText = 'made'</script></body></html>"

    def answer(asked: Asked) -> Reply:
        if asked.path == "/from/":
            return Reply(302, b"", {"Location": "/to/"})
        return Reply(404, body)

    server.answer = answer
    page = browse(f"{server.url}/from/")
    assert (page.status, page.url) == (404, f"{server.url}/to/")
    assert page.text == body.decode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.browser
def test_a_real_browser_passes_a_challenge_that_lets_it_through(server: HttpServer) -> None:
    def answer(asked: Asked) -> Reply:
        if "cf_clearance=1" in asked.headers.get("cookie", ""):
            return Reply(body=PAGE.encode())
        return Reply(403, CHALLENGE, {"cf-mitigated": "challenge"})

    server.answer = answer
    page = browse(f"{server.url}/films/")
    assert (page.status, page.text) == (200, PAGE)


@pytest.mark.browser
def test_a_challenge_that_never_ends_is_answered_as_it_is(server: HttpServer) -> None:
    server.answer = lambda _: Reply(403, b"<html>no</html>", {"cf-mitigated": "challenge"})
    page = browse(f"{server.url}/films/", 3.0)
    assert (page.status, page.headers["cf-mitigated"]) == (403, "challenge")


@pytest.mark.browser
def test_a_page_that_takes_too_long_in_the_browser_is_no_answer(server: HttpServer) -> None:
    server.answer = lambda _: Reply(delay_s=1.5)
    with pytest.raises(NoAnswer):
        browse(server.url, 0.5)


def test_a_busy_browser_is_unavailable_at_once_never_queued() -> None:
    started, may_end = threading.Event(), threading.Event()

    def launch() -> "AbstractContextManager[Browser]":
        started.set()
        may_end.wait()
        raise FileNotFoundError

    tier = CamoufoxTier(1, 60.0, launch=launch)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(tier.fetch, "http://127.0.0.1:1/", 1.0)
        assert started.wait(PATIENCE_S)
        with pytest.raises(TierUnavailable) as busy:
            tier.fetch("http://127.0.0.1:1/", 1.0)
        assert not busy.value.for_good
        may_end.set()
        assert isinstance(first.exception(20.0), TierUnavailable)


def test_a_browser_that_does_not_start_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from playwright.sync_api import Error  # noqa: PLC0415

    caplog.set_level(logging.INFO)
    tier = CamoufoxTier(1, 60.0, launch=broken(Error("crashed")))
    for _ in range(3):
        with pytest.raises(TierUnavailable) as reason:
            tier.fetch("http://127.0.0.1:1/", 1.0)
        assert not reason.value.for_good
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert all(record.exc_info is None for record in caplog.records)
    assert not tier.renew()
    tier.close()


def test_without_camoufox_browser_nothing_is_downloaded_and_the_tier_is_gone_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from camoufox import pkgman  # noqa: PLC0415

    def absent(download_if_missing: bool = True) -> None:
        assert not download_if_missing
        raise FileNotFoundError

    monkeypatch.setattr(pkgman, "camoufox_path", absent)
    with pytest.raises(TierUnavailable) as reason:
        CamoufoxTier(1, 60.0).fetch("http://127.0.0.1:1/", 60.0)
    assert reason.value.for_good


@pytest.mark.browser
def test_camoufox_is_started_headless_without_addons_that_would_be_fetched(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from camoufox import addons, pkgman, sync_api  # noqa: PLC0415

    started: list[dict[str, object]] = []

    def start(**options: object) -> "AbstractContextManager[Browser]":
        started.append(options)
        return chromium()

    monkeypatch.setattr(pkgman, "camoufox_path", lambda **_: None)
    monkeypatch.setattr(sync_api, "Camoufox", start)
    assert in_a_thread(lambda: CamoufoxTier(1, 60.0).fetch(server.url, 60.0)).status == 200
    assert started == [{"headless": True, "exclude_addons": list(addons.DefaultAddons)}]


def test_without_playwright_the_tier_is_gone_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "playwright.sync_api", None)
    with pytest.raises(TierUnavailable) as reason:
        CamoufoxTier(1, 60.0, launch=chromium).fetch("http://127.0.0.1:1/", 60.0)
    assert reason.value.for_good
