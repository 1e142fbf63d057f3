"""A member who returns sees cards at once, by the profile as last read, and in the end what the pages say."""

import threading
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UpstreamRefused
from pipeline.resources import RecommenderOptions
from services.models.events import Event, FilmMatched, PageScraped, Progressed, Recommended, Retracted
from services.models.histories import Interaction, Profile, ProfileSource
from services.models.reports import RecommendationReport
from services.models.requests import WatchlistUse
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakePipeline, FakeTmdb, fake_pipeline
from tests.pipeline.test_stages import CANDIDATES, PAGES, ids, live, seen, world
from tests.timing import PATIENCE_S

FILMS = tuple(film for page in PAGES for film in page)
BEST = CANDIDATES[0]


def snapshot(films: Iterable[Interaction], member: str = "anna") -> Profile:
    """A profile of four hours ago."""
    return Profile(member, tuple(films), 1, ProfileSource.SNAPSHOT, is_stale=True, age_s=4 * 3600.0)


class Returning:
    """A job of anna, whose pages are held back until enough cards were shown."""

    def __init__(self, fake: FakePipeline, cards: int, page: int = 1) -> None:
        self.has_shown = threading.Event()
        self._fake = fake
        self._cards = cards
        fake.on_event = self._note
        fake.letterboxd.before_page = lambda number: number < page or self.has_shown.wait(PATIENCE_S)

    def _note(self, _: Event) -> None:
        if len(live(self._fake.events)) >= self._cards:
            self.has_shown.set()


@pytest.fixture
def fake() -> Iterator[FakePipeline]:
    with fake_pipeline(FakeLetterboxd(*PAGES), FakeTmdb(*world()), FakeJustWatch()) as fake:
        fake.letterboxd.snapshots["anna"] = snapshot(FILMS)
        yield fake


def places(events: Iterable[Event], kind: type[Event]) -> list[int]:
    return [place for place, event in enumerate(events) if isinstance(event, kind)]


def test_cards_come_before_any_page_is_read_and_stay_where_nothing_has_changed(fake: FakePipeline) -> None:
    returning = Returning(fake, cards=3)
    report = fake.run()
    assert returning.has_shown.is_set()
    assert places(fake.events, Recommended)[2] < places(fake.events, PageScraped)[0]
    assert not places(fake.events, Retracted)
    assert sorted(live(fake.events)) == sorted(ids(report.recommendations))


def test_what_is_told_of_profile_and_progress_is_the_pages_own(fake: FakePipeline) -> None:
    Returning(fake, cards=3)
    report = fake.run()
    assert (report.profile.source, report.profile.is_stale) == (ProfileSource.PAGES, False)
    assert (report.data_freshness, report.hint) == ("live", None)
    matched = [event.done for event in fake.events if isinstance(event, FilmMatched)]
    assert matched == [1, 2, 3]
    told = [event for event in fake.events if isinstance(event, Progressed)]
    assert {event.source for event in told if event.stage == "profile"} == {"pages"}
    before_pages = fake.events[: places(fake.events, PageScraped)[0]]
    assert [event.stage for event in before_pages if isinstance(event, Progressed)] == ["profile"]
    assert {"candidates", "availability"} <= {event.stage for event in told}


@pytest.mark.parametrize("title", [f"Film {BEST}", "Otherwise"])
def test_a_film_watched_since_is_retracted_whether_its_title_or_its_match_tells(title: str) -> None:
    pages = (*PAGES, [seen(title, 5.0)])
    with fake_pipeline(FakeLetterboxd(*pages), FakeTmdb(*world()), FakeJustWatch()) as fake:
        fake.tmdb.identities["Otherwise"] = BEST
        fake.letterboxd.snapshots["anna"] = snapshot(FILMS)
        Returning(fake, cards=3, page=3)
        report = fake.run()
    assert Retracted(BEST, "seen") in fake.events
    assert BEST not in ids(report.recommendations)
    assert sorted(live(fake.events)) == sorted(ids(report.recommendations))


def test_a_film_that_the_member_has_taken_off_may_be_recommended(fake: FakePipeline) -> None:
    fake.letterboxd.snapshots["anna"] = snapshot([*FILMS, seen(f"Film {BEST}", 5.0)])
    Returning(fake, cards=3)
    report = fake.run()
    assert BEST in ids(report.recommendations)
    assert sorted(live(fake.events)) == sorted(ids(report.recommendations))


def test_where_the_pages_fail_the_copy_stands_in_and_is_told_as_such(fake: FakePipeline) -> None:
    refused = UpstreamRefused("letterboxd", "blocked", status=403)
    has_shown = threading.Event()
    fake.on_event = lambda event: has_shown.set() if isinstance(event, Recommended) else None

    def refuse(_: int) -> None:
        has_shown.wait(PATIENCE_S)
        raise refused

    fake.letterboxd.before_page = refuse
    report = fake.run()
    assert has_shown.is_set()
    assert (report.data_freshness, report.profile.source) == ("stale_cache", ProfileSource.SNAPSHOT)
    assert sorted(live(fake.events)) == sorted(ids(report.recommendations))


def test_no_card_shows_before_the_watchlist_is_known(fake: FakePipeline) -> None:
    order: list[str] = []
    fake.letterboxd.before_watchlist = lambda: order.append("watchlist")
    fake.on_event = lambda event: order.append("card") if isinstance(event, Recommended) else None
    fake.run(watchlist=WatchlistUse.EXCLUDE)
    assert order[0] == "watchlist"
    assert "card" in order


@pytest.mark.parametrize("films", [[seen("Plain", None)], [seen("Plain", 1.0)]])
def test_a_copy_without_anything_to_start_from_shows_nothing_and_ends_nothing(
    fake: FakePipeline, films: list[Interaction]
) -> None:
    fake.letterboxd.snapshots["anna"] = snapshot(films)
    assert len(fake.run().recommendations) == 3


def test_a_blend_shows_cards_early_only_where_every_member_has_a_copy(fake: FakePipeline) -> None:
    def first_page_and_card() -> tuple[int, int]:
        fake.events.clear()
        fake.run(username="", usernames=("anna", "bob"))
        return places(fake.events, PageScraped)[-1], places(fake.events, Recommended)[0]

    last_page, first_card = first_page_and_card()
    assert last_page < first_card
    fake.letterboxd.snapshots["bob"] = snapshot(FILMS, "bob")
    Returning(fake, cards=3)
    last_page, first_card = first_page_and_card()
    assert first_card < last_page


TITLES = ("Seed", "Other Seed", "Plain", *(f"Film {number}" for number in CANDIDATES[:4]))
PROFILES = st.lists(
    st.builds(seen, st.sampled_from(TITLES), st.sampled_from([None, 1.0, 3.0, 4.0, 5.0])),
    unique_by=lambda film: film.title,
)


@settings(max_examples=40, deadline=None)
@given(PROFILES, st.sampled_from([None, 3]))
def test_the_result_is_that_of_a_first_job_whatever_the_copy_says(
    copy: list[Interaction], count: int | None
) -> None:
    def run(*profiles: Profile) -> RecommendationReport:
        with fake_pipeline(FakeLetterboxd(*PAGES), FakeTmdb(*world()), FakeJustWatch()) as fake:
            fake.options = RecommenderOptions(max_recommendations=5)
            fake.letterboxd.snapshots = {profile.username: profile for profile in profiles}
            report = fake.run(count=count)
            assert sorted(live(fake.events)) == sorted(ids(report.recommendations))
            return report

    first, returning = run(), run(snapshot(copy))
    assert returning.recommendations == first.recommendations
    assert returning.preferences.genres == first.preferences.genres
    assert returning.preferences.decades == first.preferences.decades
    assert returning.seeds == first.seeds
    assert returning.unmatched == first.unmatched
