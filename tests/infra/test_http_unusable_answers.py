"""Answers that are not taken, over real HTTP: redirects to another host, bodies without end."""

import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from errors import UpstreamLeadsAway, UpstreamOversized
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient, RequestDefaults
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.headless import CamoufoxTier
from infra.http.page_fetching.tiers import CloudscraperTier, CurlCffiTier, RequestsTier
from infra.http.unusable_answers import MAX_DATA_BYTES, MAX_PAGE_BYTES, LeadsAway, next_address
from tests.infra.chromium import chromium, in_a_thread
from tests.infra.http_server import Asked, HttpServer, Reply

Send = Callable[[str], object]

KEY = "0123456789abcdef0123456789abcdef"
UNPACKED = 60 * 1024 * 1024
BOMB = gzip.compress(bytes(UNPACKED), 9)
PASSED_ON = 3  # times the largest answer: what one piece of it, and its buffers, may add

TIERS = [
    lambda: RequestsTier(4),
    CloudscraperTier,
    CurlCffiTier,
    pytest.param(lambda: CamoufoxTier(1, 60.0, launch=chromium), marks=pytest.mark.browser),
]


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


@pytest.fixture(params=[*TIERS, None], ids=["requests", "cloudscraper", "curl_cffi", "camoufox", "data"])
def send(request: pytest.FixtureRequest, tracker: IncidentTracker) -> Iterator[Send]:
    """Asks for an address: through each tier, then as data is asked for, with a key."""
    pacer, retries = Pacer("any", 1000.0), RetryPolicy(1, 60.0, deadline_s=120.0)
    if request.param is None:
        defaults = RequestDefaults({"Authorization": f"Bearer {KEY}"}, {"api_key": KEY})
        client = HttpClient("any", pacer, retries, pool_maxsize=4, defaults=defaults)
        yield lambda url: client.send("GET", url)
        client.close()
    else:
        fetcher = PageFetcher([request.param()], pacer, tracker, retries, 0.01)
        yield lambda url: in_a_thread(lambda: fetcher.fetch(url, lambda _: None))
        fetcher.close()
    pacer.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_an_error_and_nobody_goes_there(
    server: HttpServer, elsewhere: HttpServer, send: Send, status: int
) -> None:
    server.answer = lambda asked: Reply(status, b"", {"Location": f"{elsewhere.url}{asked.path}?key={KEY}"})
    with pytest.raises(UpstreamLeadsAway) as refusal:
        send(f"{server.url}/films/")
    assert elsewhere.asked == []
    assert elsewhere.url not in str(refusal.value)
    assert refusal.value.permanent
    assert KEY not in str(refusal.value)


def test_a_redirect_that_leads_away_in_the_end_goes_only_as_far_as_its_host(
    server: HttpServer, elsewhere: HttpServer, send: Send
) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(302, b"", {"Location": "/next/" if asked.path == "/films/" else f"{elsewhere.url}/"})

    server.answer = answer
    with pytest.raises(UpstreamLeadsAway):
        send(f"{server.url}/films/")
    assert {asked.path for asked in server.asked} == {"/films/", "/next/"}
    assert elsewhere.asked == []


def test_a_bomb_is_refused_when_it_is_larger_than_an_answer_may_be(server: HttpServer, send: Send) -> None:
    server.answer = lambda _: Reply(body=BOMB, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(UpstreamOversized):
        send(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < PASSED_ON * MAX_PAGE_BYTES < UNPACKED


def test_so_is_a_bomb_that_comes_with_a_redirect(server: HttpServer, send: Send) -> None:
    headers = {"Content-Encoding": "gzip", "Location": "/"}
    server.answer = lambda asked: Reply(302, BOMB, headers) if asked.path == "/films/" else Reply()
    tracemalloc.start()
    with suppress(UpstreamOversized):  # a browser and curl look at no body of a redirect
        send(f"{server.url}/films/")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < PASSED_ON * MAX_PAGE_BYTES


@pytest.mark.parametrize("too_many", [0, 1])
def test_the_largest_answer_is_taken_and_one_byte_more_is_not(server: HttpServer, too_many: int) -> None:
    server.answer = lambda _: Reply(body=b" " * (MAX_DATA_BYTES + too_many))
    pacer = Pacer("any", 1000.0)
    client = HttpClient("any", pacer, RetryPolicy(1, 60.0), pool_maxsize=1)
    if too_many:
        with pytest.raises(UpstreamOversized):
            client.send("GET", server.url)
    else:
        assert len(client.send("GET", server.url).content) == MAX_DATA_BYTES
    client.close()
    pacer.close()


@pytest.mark.parametrize(
    "location",
    [
        "http://b.example/x",
        "//b.example/x",
        "https://a.example/x",
        "http://a.example:81/x",
        "http://a.example@b.example/x",
        "http://a.example.b.example/x",
        "http://a.example\\@b.example/x",
        "ftp://a.example/x",
        "javascript:alert(1)",
    ],
)
def test_another_scheme_host_or_port_is_another_host(location: str) -> None:
    with pytest.raises(LeadsAway):
        next_address("http://a.example/films/", location)


@pytest.mark.parametrize(
    "location", ["/x", "x", "?q", "http://a.example/x", "HTTP://A.EXAMPLE:80/x", "//a.example/x"]
)
def test_the_same_host_may_be_written_in_many_ways(location: str) -> None:
    assert next_address("http://a.example/films/", location).lower().startswith("http://a.example")


@given(st.text(st.sampled_from("ab./:@\\?#%[] htp0\t"), max_size=30) | st.text(max_size=40))
def test_whatever_a_redirect_says_it_is_followed_within_its_host_or_not_at_all(location: str) -> None:
    try:
        target = next_address("http://a.example/films/", location)
        found = parse_url(target)
    except (LeadsAway, ValueError):
        return
    assert (found.scheme, found.host, found.port or 80) == ("http", "a.example", 80)
