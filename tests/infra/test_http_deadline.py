"""Deadlines from whoever waits down to the socket, and Cloudflare's request to slow down."""

import math
import time
from collections.abc import Iterator
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from errors import NotAsked, UpstreamError, UpstreamRefused, UpstreamThrottled, UpstreamTimeout
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy, retried
from infra.http.cloudflare import is_challenge, is_rate_limit
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import NoAnswer, Page, TierUnavailable
from infra.http.unusable_answers import MAX_PAGE_BYTES
from standin.faults import Fault
from standin.server import StandIn
from tests.timing import Clock, until

PASSED = Deadline(-math.inf)
URL = "https://letterboxd.example/someone/films/"
RATE_LIMITED = '<span class="cf-error-type">Error</span> <span class="cf-error-code">1015</span>'


class Tier:
    """Answers as it is told to, and keeps for how long each request might take."""

    name = "tier"
    timeout_s: float | None = None

    def __init__(self, *answers: Page | Exception) -> None:
        self.timeouts_s: list[float] = []
        self._answers = list(answers)

    def fetch(self, url: str, timeout_s: float) -> Page:  # noqa: ARG002  of the interface
        self.timeouts_s.append(timeout_s)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def renew(self) -> bool:
        return False

    def close(self) -> None:
        pass


def page(status: int = 200, text: str = "") -> Page:
    return Page(status, {}, text, URL)


def fetch(tier: Tier, deadline: Deadline, pacer: Pacer | None = None, throttle_sleep_s: float = 0.05) -> Page:
    fetcher = PageFetcher(
        [tier],
        pacer or Pacer("letterboxd", 1000.0),
        IncidentTracker("letterboxd", 50, 60.0),
        RetryPolicy(3, timeout_s=5.0, deadline_s=60.0, backoff_s=0.05),
        throttle_sleep_s=throttle_sleep_s,
    )
    return fetcher.fetch(URL, refuse_403, deadline)


def refuse_403(answer: Page) -> None:
    if answer.status == 403:
        raise UpstreamRefused("letterboxd", "refused", status=403)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What deadlines and retries read: it stands still unless a test moves it."""
    clock = Clock()
    for module in ("infra.http.deadline", "infra.http.calls.retries"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(monotonic=clock))
    return clock


@pytest.mark.usefixtures("clock")
def test_a_deadline_is_the_sooner_of_two() -> None:
    soon = Deadline.after(5.0)
    assert soon.within(60.0) == soon
    assert soon.within(1.0).left_s == 1.0
    assert NO_DEADLINE.within(1.0).left_s == 1.0
    assert PASSED.left_s == 0.0
    assert PASSED.has_passed
    assert not NO_DEADLINE.has_passed


def test_nobody_is_asked_once_it_has_passed() -> None:
    tier = Tier(page())
    with pytest.raises(UpstreamTimeout):
        fetch(tier, PASSED)
    assert not tier.timeouts_s


@pytest.mark.usefixtures("clock")
def test_a_request_may_take_no_longer_than_is_left() -> None:
    tier = Tier(page())
    fetch(tier, Deadline.after(2.0))
    fetch(tier, NO_DEADLINE)
    assert tier.timeouts_s == [2.0, 5.0]


@pytest.mark.usefixtures("clock")
def test_a_tier_that_takes_its_own_time_is_bounded_too() -> None:
    tier = Tier(page())
    tier.timeout_s = 20.0
    fetch(tier, NO_DEADLINE)
    fetch(tier, Deadline.after(3.0))
    assert tier.timeouts_s == [20.0, 3.0]


@pytest.mark.parametrize("answer", [page(503), page(429), page(403), page(500), NoAnswer("reset")], ids=str)
def test_no_request_goes_after_it_whatever_the_answers_are(answer: Page | Exception, clock: Clock) -> None:
    class SlowTier(Tier):
        def fetch(self, url: str, timeout_s: float) -> Page:
            clock.now_s += 1.0
            return super().fetch(url, timeout_s)

    tier = SlowTier(answer)
    with pytest.raises(UpstreamError):
        fetch(tier, Deadline.after(1.5))
    assert tier.timeouts_s == [1.5, 0.5]


def test_a_pause_of_our_own_making_ends_with_it_so_that_something_else_may_be_asked(clock: Clock) -> None:
    """The feed, which keeps the same pace, stands in for the pages."""
    pacer = Pacer("letterboxd", 1000.0, clock=clock)
    deadline = Deadline.after(2.0)
    with pytest.raises(UpstreamThrottled):
        fetch(Tier(page(429)), deadline, pacer, throttle_sleep_s=60.0)
    with pytest.raises(UpstreamThrottled):
        pacer.acquire(patience_s=1.0)
    clock.now_s = deadline.at_s
    pacer.acquire(patience_s=0.0)


def test_a_pause_that_was_asked_for_is_kept(clock: Clock) -> None:
    pacer = Pacer("letterboxd", 1000.0, clock=clock)
    asked = Page(429, {"retry-after": "30"}, "", URL)
    with pytest.raises(UpstreamThrottled) as caught:
        fetch(Tier(asked), Deadline.after(10.0), pacer)
    assert caught.value.retry_after_s == 30.0
    with pytest.raises(UpstreamThrottled):
        pacer.acquire(patience_s=20.0)


def test_a_place_is_waited_for_no_longer_than_that() -> None:
    limit = ConcurrencyLimit("letterboxd", lambda: 1)
    with limit.acquired(), pytest.raises(UpstreamTimeout, match="too busy"), limit.acquired(PASSED):
        pass
    with limit.acquired(PASSED):  # a free one needs no waiting
        pass


@pytest.fixture
def client() -> Iterator[HttpClient]:
    pacer = Pacer("rss", 1000.0)
    client = HttpClient("rss", pacer, RetryPolicy(3, 5.0, backoff_s=0.01), pool_maxsize=1)
    yield client
    client.close()
    pacer.close()


def test_a_call_is_not_made_after_it(client: HttpClient, standin: StandIn) -> None:
    with pytest.raises(UpstreamTimeout):
        client.send("GET", f"{standin.letterboxd_url}/velvetfog/rss/", deadline=PASSED)
    assert standin.count() == 0


@pytest.fixture
def sent_for_s(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long each request might take. So long it takes by the clock, however late it is."""
    timeouts_s: list[float] = []
    send = requests.Session.send

    def sent(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
        timeouts_s.append(options["timeout"].total)
        try:
            return send(session, request, **options)
        finally:
            clock.now_s += timeouts_s[-1]

    monkeypatch.setattr(requests.Session, "send", sent)
    return timeouts_s


def test_a_call_that_hangs_ends_with_it(
    client: HttpClient, standin: StandIn, sent_for_s: list[float]
) -> None:
    standin.set_fault(Fault("rss", "timeout", delay_s=600.0))
    with pytest.raises(UpstreamTimeout):
        client.send("GET", f"{standin.letterboxd_url}/velvetfog/rss/", deadline=Deadline.after(0.25))
    assert sent_for_s == [0.25]
    until(lambda: standin.count("letterboxd", "rss") == 1)
    (logged,) = standin.requests("letterboxd", "rss")
    assert logged.answered_at_s is None  # it hangs on


def test_a_body_that_drips_is_cut_between_two_drops(
    client: HttpClient, standin: StandIn, sent_for_s: list[float]
) -> None:
    """The next of them would have come much later."""
    standin.set_fault(Fault("rss", "trickle", delay_s=8.0))
    with pytest.raises(UpstreamTimeout):
        client.send("GET", f"{standin.letterboxd_url}/velvetfog/rss/", deadline=Deadline.after(0.25))
    assert sent_for_s == [0.25]
    until(lambda: standin.count("letterboxd", "rss") == 1)


@pytest.mark.parametrize(
    ("status", "text", "is_limit"),
    [
        (403, RATE_LIMITED, True),
        (403, "error code: 1015", True),
        (403, "<h2>You are being rate limited</h2>", True),
        (403, "error code: 1020", False),
        (403, "<h1>Forbidden</h1>", False),
        (200, RATE_LIMITED, False),
    ],
)
def test_cloudflares_1015_is_known_by_its_words(status: int, text: str, *, is_limit: bool) -> None:
    assert is_rate_limit(status, text) == is_limit


@pytest.mark.parametrize("text", ["cf-error-code", "error code:", "<title", "<title>"])
def test_words_of_blocks_are_looked_for_in_any_page_in_no_time(text: str) -> None:
    """Looked for at every place to the end of the page they would take hours, with all threads waiting."""
    page = text * (MAX_PAGE_BYTES // len(text))
    assert not is_rate_limit(403, page)
    assert not is_challenge({}, page)


def test_1015_under_403_rests_no_tier_but_slows_all() -> None:
    tier = Tier(page(403, RATE_LIMITED), page())
    assert fetch(tier, NO_DEADLINE).status == 200
    with pytest.raises(UpstreamThrottled):
        fetch(Tier(Page(403, {"retry-after": "30"}, RATE_LIMITED, URL)), Deadline.after(10.0))


@pytest.mark.parametrize(
    "former",
    [UpstreamThrottled("x", "slow down"), UpstreamRefused("x", "500"), UpstreamTimeout("x", "hangs")],
)
def test_a_retry_that_comes_too_late_ends_as_what_it_was_made_for(former: UpstreamError) -> None:
    """And not as if the upstream had not been asked, whichever wait it was that the time ran out in."""
    met_with = chain([former], repeat(NotAsked("x")))

    def call() -> None:
        raise next(met_with)

    with pytest.raises(type(former)) as caught:
        retried(call, RetryPolicy(3, 1.0, deadline_s=0.05), is_retryable=lambda _: True, sleep=time.sleep)
    assert caught.value is former


@pytest.mark.parametrize(
    ("answers", "told_as", "status"),
    [
        ([page(403)], UpstreamRefused, 403),
        ([page(429)], UpstreamThrottled, 429),
        ([page(500)], UpstreamRefused, 500),
        ([NoAnswer("reset")], UpstreamTimeout, None),
        ([page(403), page(429)], UpstreamThrottled, 429),
        ([page(403), page(500)], UpstreamRefused, 500),
        ([page(500), page(403)], UpstreamRefused, 403),
        ([page(403), TierUnavailable("busy")], UpstreamRefused, 403),
    ],
    ids=str,
)
def test_a_page_for_which_time_runs_out_is_told_by_its_newest_answer(
    answers: list[Page | Exception], told_as: type[UpstreamError], status: int | None
) -> None:
    class FullPacer(Pacer):
        def acquire(self, patience_s: float = math.inf) -> None:
            if len(tier.timeouts_s) == len(answers):
                raise NotAsked("letterboxd")
            super().acquire(patience_s)

    tier = Tier(*answers)
    with pytest.raises(told_as) as caught:
        fetch(tier, NO_DEADLINE, FullPacer("letterboxd", 1000.0))
    assert caught.value.status == status
    assert len(tier.timeouts_s) == len(answers)


def test_1015_under_403_is_a_throttle_for_calls_too(client: HttpClient, standin: StandIn) -> None:
    standin.set_fault(Fault("rss", "throttle_page_403", retry_after_s=60))
    with pytest.raises(UpstreamThrottled) as caught:
        client.send("GET", f"{standin.letterboxd_url}/velvetfog/rss/")
    assert (caught.value.status, caught.value.retry_after_s) == (403, 60.0)
