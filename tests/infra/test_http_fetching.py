"""The tier policy: who is asked, how often, and when everybody leaves Letterboxd alone."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from errors import (
    CircuitOpen,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer, PacerClosed
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import NoAnswer, Page, TierRefused, TierUnavailable
from infra.http.page_fetching.tier_selection import TierSelection
from tests.infra.recorded_schedule import record
from tests.timing import PATIENCE_S, Clock, until

URL = "https://letterboxd.example/someone/films/"
COOLDOWN_S = 180.0

Answer = Callable[[str], Page]


def page(status: int = 200, text: str = "a grid", **headers: str) -> Page:
    return Page(status, {name.replace("_", "-"): value for name, value in headers.items()}, text, URL)


def always(*answers: Page | Exception) -> Answer:
    """Each answer once, then the last for ever."""
    left = list(answers)
    lock = threading.Lock()

    def answer(_: str) -> Page:
        with lock:
            one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    return answer


class FakeTier:
    """A tier whose answers a test writes; remembers when it was asked."""

    timeout_s: float | None = None

    def __init__(self, name: str, answer: Answer, fresh_sessions: int = 0) -> None:
        self.name = name
        self.answer = answer
        self.asked_s: list[float] = []
        self.most_at_once = 0
        self.is_closed = False
        self._fresh_sessions = fresh_sessions
        self._lock = threading.Lock()
        self._inside = 0

    @property
    def asked(self) -> int:
        return len(self.asked_s)

    def fetch(self, url: str, timeout_s: float) -> Page:
        assert timeout_s == 5.0
        with self._lock:
            self.asked_s.append(time.monotonic())
            self._inside += 1
            self.most_at_once = max(self.most_at_once, self._inside)
        try:
            return self.answer(url)
        finally:
            with self._lock:
                self._inside -= 1

    def renew(self) -> bool:
        self._fresh_sessions -= 1
        return self._fresh_sessions >= 0

    def close(self) -> None:
        self.is_closed = True


class FetcherHarness:
    """A fetcher over fake tiers, with a fast pacer, and a clock that its breaker and its selection read."""

    def __init__(
        self, *tiers: FakeTier, threshold: int = 5, rate_per_s: float = 1000.0, deadline_s: float = 10.0
    ) -> None:
        self.clock = Clock()
        self.tracker = IncidentTracker("letterboxd", threshold, COOLDOWN_S, clock=self.clock)
        self.pacer = Pacer("letterboxd", rate_per_s)
        self.fetcher = PageFetcher(
            tiers,
            self.pacer,
            self.tracker,
            RetryPolicy(3, timeout_s=5.0, deadline_s=deadline_s, backoff_s=0.01),
            throttle_sleep_s=0.05,
        )
        self.fetcher._selection._clock = self.clock

    def fetch(self) -> Page:
        return self.fetcher.fetch(URL, validate)

    def fetch_many(self, pages: int, threads: int = 6) -> list[Page | UpstreamError]:
        def one(_: int) -> Page | UpstreamError:
            try:
                return self.fetch()
            except UpstreamError as error:
                return error

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(pages)))


def validate(answer: Page) -> None:
    if "Just a moment" in answer.text:
        raise UpstreamRefused("letterboxd", "a challenge", status=answer.status)
    if answer.status in (404, 200):
        if "a grid" not in answer.text:
            raise UpstreamMalformed("letterboxd", "no grid")
        return
    raise UpstreamRefused("letterboxd", "refused", status=answer.status)


@pytest.fixture
def four() -> list[FakeTier]:
    return [FakeTier(name, always(page())) for name in ("requests", "cloudscraper", "curl_cffi", "camoufox")]


def asked(tiers: Sequence[FakeTier]) -> list[int]:
    return [tier.asked for tier in tiers]


def test_the_first_tier_in_order_is_asked_and_others_are_not(four: list[FakeTier]) -> None:
    harness = FetcherHarness(*four)
    assert harness.fetch().text == "a grid"
    assert asked(four) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    "refusal",
    [page(403), page(200, "Just a moment..."), page(200, cf_mitigated="challenge"), TierRefused("challenge")],
)
def test_a_refused_tier_cools_down_and_the_next_may_try(
    four: list[FakeTier], refusal: Page | Exception
) -> None:
    four[0].answer = always(refusal)
    harness = FetcherHarness(*four)
    for _ in range(3):
        assert harness.fetch().status == 200
    assert asked(four) == [1, 3, 0, 0]
    incident = harness.tracker.snapshot()
    assert (incident.total_failures, incident.consecutive_failures) == (1, 0)
    assert incident.last_status == (200 if "Just" in getattr(refusal, "text", "") else 403)


def test_ten_pages_cost_one_refusal_a_tier_before_the_one_that_works_curl_two(four: list[FakeTier]) -> None:
    four[0].answer = four[1].answer = always(page(403))
    four[2].answer = always(page(403), page())
    four[2]._fresh_sessions = 1
    harness = FetcherHarness(*four)
    assert [answer.status for answer in harness.fetch_many(10) if isinstance(answer, Page)] == [200] * 10
    assert asked(four) == [1, 1, 11, 0]
    assert harness.tracker.snapshot().total_failures == 3


def test_a_first_contact_is_tried_afresh_once_only(four: list[FakeTier]) -> None:
    curl = FakeTier("curl_cffi", always(page(403)), fresh_sessions=100)
    harness = FetcherHarness(curl, four[0])
    harness.fetch()
    assert (curl.asked, four[0].asked) == (2, 1)


def test_the_tier_that_worked_stays_first_after_the_others_have_cooled_down(four: list[FakeTier]) -> None:
    four[0].answer = always(page(403), page())
    harness = FetcherHarness(*four)
    harness.fetch()
    harness.clock.now_s += COOLDOWN_S + 1.0
    harness.fetch()
    assert asked(four) == [1, 2, 0, 0]


def test_with_everything_blocked_there_is_silence_then_one_probe(four: list[FakeTier]) -> None:
    for tier in four:
        tier.answer = always(page(403))
    four[2]._fresh_sessions = 1
    harness = FetcherHarness(*four)
    results = harness.fetch_many(20)
    assert all(isinstance(result, UpstreamRefused | CircuitOpen) for result in results)
    refused = [result for result in results if isinstance(result, UpstreamRefused)]
    assert {result.status for result in refused} == {403}
    assert all((result.retry_after_s or 0) == pytest.approx(COOLDOWN_S) for result in refused)
    assert asked(four) == [1, 1, 2, 1]
    assert harness.tracker.snapshot().circuit_open
    harness.clock.now_s += COOLDOWN_S - 1.0
    harness.fetch_many(5)
    assert sum(asked(four)) == 5
    for probe in range(1, 5):
        harness.clock.now_s += COOLDOWN_S + 2.0
        harness.fetch_many(8)
        assert sum(asked(four)) == 5 + probe
    assert asked(four) == [2, 2, 3, 2], "tiers probe round robin"


def test_refusals_end_at_the_threshold_though_tiers_are_left(four: list[FakeTier]) -> None:
    for tier in four:
        tier.answer = always(page(403))
    harness = FetcherHarness(*four, threshold=2)
    with pytest.raises(UpstreamRefused):
        harness.fetch()
    with pytest.raises(CircuitOpen):
        harness.fetch()
    assert asked(four) == [1, 1, 0, 0]


def test_refusals_of_one_tier_go_on_to_the_threshold_and_end_there(four: list[FakeTier]) -> None:
    four[0].answer = always(page(403))
    harness = FetcherHarness(four[0])
    with pytest.raises(UpstreamRefused):
        harness.fetch()
    incident = harness.tracker.snapshot()
    assert (incident.consecutive_failures, incident.circuit_open) == (5, True)
    with pytest.raises(CircuitOpen) as circuit:
        harness.fetch()
    assert circuit.value.retry_after_s == pytest.approx(COOLDOWN_S)
    assert four[0].asked == 5


def test_when_every_tier_was_refused_a_short_block_may_end_before_the_threshold(four: list[FakeTier]) -> None:
    four[0].answer = always(page(403), page(403), page())
    harness = FetcherHarness(four[0])
    assert harness.fetch().status == 200
    assert harness.tracker.snapshot().consecutive_failures == 0


def test_a_probe_that_succeeds_lets_everybody_in_again(four: list[FakeTier]) -> None:
    four[0].answer = always(*[page(403)] * 5, page())
    harness = FetcherHarness(four[0])
    with pytest.raises(UpstreamRefused):
        harness.fetch()
    harness.clock.now_s += COOLDOWN_S + 1.0
    assert harness.fetch().status == 200
    assert all(isinstance(result, Page) for result in harness.fetch_many(6))


def test_a_missing_member_is_an_answer_and_resets_the_breaker(four: list[FakeTier]) -> None:
    four[0].answer = always(page(404, "a grid of sorrow"))
    harness = FetcherHarness(*four)
    harness.tracker.record_failure(403)
    assert harness.fetch().status == 404
    assert harness.tracker.snapshot().consecutive_failures == 0
    assert asked(four) == [1, 0, 0, 0]


def test_what_the_validation_accepts_is_returned_whatever_its_status(four: list[FakeTier]) -> None:
    four[0].answer = always(page(403))
    harness = FetcherHarness(*four)
    assert harness.fetcher.fetch(URL, lambda _: None).status == 403
    assert harness.tracker.snapshot().total_failures == 0


def test_what_cannot_be_understood_is_passed_on_and_is_no_refusal(four: list[FakeTier]) -> None:
    four[0].answer = always(page(200, "changed"))
    harness = FetcherHarness(*four)
    for _ in range(6):
        with pytest.raises(UpstreamMalformed):
            harness.fetch()
    assert asked(four) == [6, 0, 0, 0]
    assert harness.tracker.snapshot().total_failures == 0


@pytest.mark.parametrize("status", [429, 426, 503])
def test_throttling_never_escalates_and_waits_as_asked(four: list[FakeTier], status: int) -> None:
    four[0].answer = always(page(status, retry_after="1"), page())
    harness = FetcherHarness(*four)
    assert harness.fetch().status == 200
    assert asked(four) == [2, 0, 0, 0]
    assert four[0].asked_s[1] - four[0].asked_s[0] >= 0.999
    assert harness.tracker.snapshot().total_failures == 1


def test_throttling_without_a_wait_backs_off_longer_each_time(four: list[FakeTier]) -> None:
    four[0].answer = always(page(429), page(429), page(429), page())
    harness = FetcherHarness(*four)
    assert harness.fetch().status == 200
    first, second, third, fourth = four[0].asked_s
    assert second - first >= 0.05
    assert third - second >= 0.1
    assert fourth - third >= 0.2
    assert asked(four) == [4, 0, 0, 0]


def test_while_one_is_throttled_nobody_asks(four: list[FakeTier]) -> None:
    four[0].answer = always(page(), page(429, retry_after="1"), page())
    harness = FetcherHarness(*four)
    recorded = record(harness.pacer)
    harness.fetch()
    assert all(isinstance(result, Page) for result in harness.fetch_many(8))
    ((_, paused_until_s),) = recorded.pauses_s
    assert recorded.taken_in_pauses_s == []
    assert recorded.taken_s[-1] >= paused_until_s


def test_throttling_again_and_again_opens_the_breaker(four: list[FakeTier]) -> None:
    four[0].answer = always(page(429))
    harness = FetcherHarness(*four, threshold=3)
    with pytest.raises(CircuitOpen):
        harness.fetch()
    assert asked(four) == [3, 0, 0, 0]


def test_a_wait_longer_than_the_deadline_is_an_error_at_once(four: list[FakeTier]) -> None:
    four[0].answer = always(page(429, retry_after="3600"))
    harness = FetcherHarness(*four)
    for _ in range(2):
        with pytest.raises(UpstreamThrottled) as refusal:
            harness.fetch()
        assert refusal.value.retry_after_s == pytest.approx(3600.0, abs=5.0)
    assert asked(four) == [1, 0, 0, 0]


def test_the_validation_can_ask_to_slow_down_too(four: list[FakeTier]) -> None:
    def slow_down(answer: Page) -> None:
        if answer.text == "error code: 1015":
            raise UpstreamThrottled("letterboxd", "1015", status=200)

    four[0].answer = always(page(200, "error code: 1015"), page())
    harness = FetcherHarness(*four)
    assert harness.fetcher.fetch(URL, slow_down).text == "a grid"
    assert asked(four) == [2, 0, 0, 0]


@pytest.mark.parametrize("failure", [page(500), page(502), page(408), page(425), NoAnswer("ConnectionError")])
def test_a_transient_failure_is_tried_again_by_the_same_tier(
    four: list[FakeTier], failure: Page | Exception
) -> None:
    four[0].answer = always(failure, failure, page())
    harness = FetcherHarness(*four)
    assert harness.fetch().status == 200
    assert asked(four) == [3, 0, 0, 0]
    assert harness.tracker.snapshot().total_failures == 2


def test_after_three_transient_failures_it_is_an_error(four: list[FakeTier]) -> None:
    four[0].answer = always(NoAnswer("ConnectTimeout"))
    harness = FetcherHarness(*four)
    with pytest.raises(UpstreamTimeout, match="ConnectTimeout"):
        harness.fetch()
    assert asked(four) == [3, 0, 0, 0]
    assert harness.tracker.snapshot().last_status is None


def test_a_busy_tier_is_skipped_without_a_failure(four: list[FakeTier]) -> None:
    four[0].answer = always(TierUnavailable("busy"), page())
    harness = FetcherHarness(*four)
    harness.fetch()
    harness.fetch()
    assert asked(four) == [1, 2, 0, 0]
    assert harness.tracker.snapshot().total_failures == 0


def test_when_all_are_busy_it_is_an_error_but_no_failure(four: list[FakeTier]) -> None:
    four[0].answer = always(TierUnavailable("busy"))
    harness = FetcherHarness(four[0])
    with pytest.raises(UpstreamRefused) as refusal:
        harness.fetch()
    assert (refusal.value.status, refusal.value.retry_after_s) == (None, 5.0)
    assert harness.tracker.snapshot().total_failures == 0


def test_a_tier_that_is_gone_for_good_is_never_asked_again(four: list[FakeTier]) -> None:
    four[0].answer = always(TierUnavailable("no browser", for_good=True))
    harness = FetcherHarness(*four)
    harness.fetch()
    harness.clock.now_s += COOLDOWN_S
    harness.fetch()
    assert asked(four) == [1, 2, 0, 0]


def test_a_probe_that_meets_a_busy_tier_is_made_by_the_next(four: list[FakeTier]) -> None:
    harness = FetcherHarness(*four)
    for _ in range(5):
        harness.tracker.record_failure(403)
    harness.clock.now_s += COOLDOWN_S
    four[0].answer = always(TierUnavailable("busy"))
    assert harness.fetch().status == 200
    assert not harness.tracker.snapshot().circuit_open


def test_at_most_three_are_under_way_and_one_until_a_tier_has_proved_itself(four: list[FakeTier]) -> None:
    full = threading.Barrier(3, timeout=PATIENCE_S)

    def answer(_: str) -> Page:
        if four[0].asked > 1:
            full.wait()
        return page()

    four[0].answer = answer
    harness = FetcherHarness(*four)
    harness.fetch_many(7, threads=7)
    assert four[0].most_at_once == 3
    assert four[0].asked == 7


def test_many_jobs_at_the_start_meet_each_refusal_once(four: list[FakeTier]) -> None:
    four[0].answer = four[1].answer = always(page(403))
    harness = FetcherHarness(*four, threshold=3)
    assert all(isinstance(result, Page) for result in harness.fetch_many(12, threads=12))
    assert asked(four) == [1, 1, 12, 0]


def test_pages_are_paced_with_a_little_jitter(four: list[FakeTier]) -> None:
    harness = FetcherHarness(*four, rate_per_s=20.0)
    began_s = time.monotonic()
    harness.fetch_many(7)
    assert four[0].asked_s[-1] - began_s > 6 / 20.0


def test_without_tiers_reading_pages_is_switched_off() -> None:
    with pytest.raises(UpstreamRefused, match="switched off") as refusal:
        FetcherHarness().fetch()
    assert refusal.value.permanent


def test_closing_ends_every_wait_and_closes_the_tiers(four: list[FakeTier]) -> None:
    four[0].answer = always(page(429))
    harness = FetcherHarness(*four, threshold=100, deadline_s=7200.0)
    harness.pacer.pause(3600.0)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(harness.fetch) for _ in range(4)]
        until(lambda: bool(harness.pacer._queue))
        harness.fetcher.close()
        harness.pacer.close()
        for future in waiting:
            with pytest.raises(PacerClosed):
                future.result(PATIENCE_S)
    assert all(tier.is_closed for tier in four)


def test_tiers_are_asked_round_robin_when_all_have_been_refused(four: list[FakeTier]) -> None:
    clock = Clock()
    selection = TierSelection(four, 10.0, clock)
    order = []
    for _ in range(6):
        clock.now_s += 11.0
        tier = selection.pick(())
        assert tier is not None
        order.append(tier.name)
        selection.record_refusal(tier)
    assert order == ["requests", "cloudscraper", "curl_cffi", "camoufox", "requests", "cloudscraper"]
    assert selection.is_cooling_down(four[1])
    clock.now_s += 11.0
    assert not selection.is_cooling_down(four[1])
    for _ in range(2):
        selection.remove(four[3])
    selection.record_refusal(four[3])
    assert not selection.is_cooling_down(four[3])
    selection.record_success(four[3])
    assert selection.pick({"requests", "cloudscraper", "curl_cffi"}) is None


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    until(lambda: set(threading.enumerate()) <= before)  # what was told to end may take a moment
