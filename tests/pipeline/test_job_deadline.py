"""A job whose time is over ends with what it has, or says that it has nothing. No test waits for a clock."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from errors import JobTimedOut
from pipeline.letterboxd_deadlines import PAGES_SHARE, LetterboxdDeadlines
from services.models.events import Event, FilmMatched, PageScraped, Recommended
from services.models.films import Availability, Item
from services.models.filters import Filters
from services.models.histories import ProfileSource
from services.models.requests import WatchlistUse
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakePipeline, FakeTmdb, fake_pipeline
from tests.pipeline.test_stages import CANDIDATES, OTHER_SEED, PAGES, SEED, ids, live, world
from tests.timing import PATIENCE_S

DEADLINE_S = 600.0


@pytest.fixture
def let_go() -> Iterator[threading.Event]:
    """Set at the end of the test: what hangs until then hangs longer than the job."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def fake(let_go: threading.Event) -> Iterator[FakePipeline]:
    with fake_pipeline(FakeLetterboxd(*PAGES), FakeTmdb(*world()), FakeJustWatch()) as fake:
        fake.deadline_s = DEADLINE_S
        yield fake
        let_go.set()  # before the pool waits for its threads


@pytest.fixture
def without_details(fake: FakePipeline, let_go: threading.Event) -> FakePipeline:
    """No candidate is answered, and time is over once both pages are read and two films matched."""
    done: set[object] = set()

    def is_it(event: Event) -> bool:
        if isinstance(event, PageScraped):
            done.add(f"page {event.page}")
        elif isinstance(event, FilmMatched):
            done.add(event.done)
        return {"page 2", 2} <= done

    fake.tmdb.before_details = lambda _: let_go.wait(PATIENCE_S)
    time_is_over_at(fake, is_it)
    return fake


def time_is_over_at(fake: FakePipeline, is_it: Callable[[Event], bool]) -> None:
    """Let the clock run past the deadline at the first event of that kind."""

    def note(event: Event) -> None:
        if is_it(event):
            fake.clock.now_s += DEADLINE_S

    fake.on_event = note


def test_with_a_card_shown_the_list_stands_on_what_is_known(
    fake: FakePipeline, let_go: threading.Event
) -> None:
    """One seed never answers; the other one's films were shown."""
    fake.tmdb.before_match = lambda tmdb_id: tmdb_id != OTHER_SEED or let_go.wait(PATIENCE_S)
    time_is_over_at(fake, lambda event: isinstance(event, Recommended))
    report = fake.run()
    assert report.is_cut_short
    assert "took too long" in (report.hint or "")
    assert report.data_freshness == "live"
    assert ids(report.recommendations)
    assert set(ids(report.recommendations)) <= set(CANDIDATES)
    assert all(isinstance(card.scored.candidate.item, Item) for card in report.recommendations)
    assert set(live(fake.events)) <= set(ids(report.recommendations))
    assert report.seeds.count == 1


def test_offers_that_were_not_looked_up_are_unknown(fake: FakePipeline) -> None:
    time_is_over_at(fake, lambda event: isinstance(event, FilmMatched) and event.done == 3)
    report = fake.run()
    assert report.is_cut_short
    assert {card.availability for card in report.recommendations} <= {
        Availability.UNKNOWN,
        Availability.KNOWN,
    }


def test_without_any_details_the_lists_of_the_seeds_tell(without_details: FakePipeline) -> None:
    """What is wanted without details can still be ranked."""
    report = without_details.run()
    assert len(report.recommendations) == 3
    assert {card.availability for card in report.recommendations} == {Availability.UNKNOWN}


def test_what_needs_details_is_not_guessed(without_details: FakePipeline) -> None:
    with pytest.raises(JobTimedOut):
        without_details.run(filters=Filters(runtime_max=120))


def test_a_job_that_knows_nothing_says_so(fake: FakePipeline, let_go: threading.Event) -> None:
    def hang(_: int) -> None:
        fake.clock.now_s += DEADLINE_S
        let_go.set()

    fake.letterboxd.before_page = hang
    with pytest.raises(JobTimedOut, match="None of the films of anna"):
        fake.run()


def test_pages_that_were_read_are_what_it_has(fake: FakePipeline, let_go: threading.Event) -> None:
    """The second page never comes; the films of the first are matched, and their lists hold films to show."""

    def page(number: int) -> None:
        if number > 1:
            let_go.wait(PATIENCE_S)

    fake.letterboxd.before_page = page
    time_is_over_at(fake, lambda event: isinstance(event, FilmMatched) and event.done == 2)
    report = fake.run()
    assert report.is_cut_short
    assert (report.profile.source, report.data_freshness) == (ProfileSource.PARTIAL, "partial")
    assert report.films_read is not None
    assert (report.films_read.read, report.films_read.stated) == (2, 3)
    assert {SEED, OTHER_SEED}.isdisjoint(ids(report.recommendations))
    assert len(report.recommendations) == 3


def test_only_the_watchlist_without_the_watchlist_is_nothing(
    fake: FakePipeline, let_go: threading.Event
) -> None:
    fake.letterboxd.before_watchlist = lambda: let_go.wait(PATIENCE_S)
    time_is_over_at(fake, lambda event: isinstance(event, FilmMatched) and event.done == 3)
    with pytest.raises(JobTimedOut):
        fake.run(watchlist=WatchlistUse.ONLY)


def test_a_job_that_is_done_in_time_is_not_cut_short(fake: FakePipeline) -> None:
    report = fake.run()
    assert not report.is_cut_short
    assert report.hint is None


# patience with Letterboxd


def test_the_first_page_has_its_time_and_each_further_one_as_much_again(fake: FakePipeline) -> None:
    earliest_s = time.monotonic() + PAGES_SHARE * 15
    fake.run()
    (_, first), *others = fake.letterboxd.deadlines
    assert earliest_s <= first.at_s <= time.monotonic() + PAGES_SHARE * 15
    assert all(other.at_s > first.at_s for _, other in others)


def test_a_time_that_is_used_up_leaves_time_for_nothing_but_pages_once_they_come() -> None:
    used_up = LetterboxdDeadlines(15.0, began_s=-1000.0)
    assert used_up.first_page.has_passed
    assert used_up.feed_alone.has_passed
    assert not used_up.next_page.has_passed
    assert not used_up.feed_with_pages.has_passed


def test_the_feed_has_the_rest_of_the_time() -> None:
    deadlines = LetterboxdDeadlines(15.0, began_s=100.0)
    assert 100 < deadlines.first_page.at_s < deadlines.feed_alone.at_s < 115


def test_time_without_end_has_no_deadline() -> None:
    assert LetterboxdDeadlines().first_page.at_s == float("inf")
    assert not LetterboxdDeadlines().next_page.has_passed
