"""The stages together, over clients that a test holds in its hand."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from errors import ProfileUnrated, UpstreamRefused
from pipeline.resources import RecommenderOptions
from pipeline.scheduler import BoundedPool, Scheduler, Stage, Task
from pipeline.stages import build_stages
from services.models.events import Event, FilmMatched, PageScraped, Progressed, Recommended, Retracted
from services.models.films import Availability, Item, ListedOffer, ListItem
from services.models.filters import Filters
from services.models.histories import Interaction
from services.models.locale import Locale
from services.models.reports import Recommendation
from services.models.requests import RecommendationRequest
from services.offers import canonical_offers
from tests.pipeline.fakes import (
    TMDB_OFFER,
    FakeJustWatch,
    FakeLetterboxd,
    FakePipeline,
    FakeTmdb,
    fake_pipeline,
    job_resources,
)
from tests.pipeline.test_scheduler import Inline
from tests.services.films import film, shown
from tests.timing import PATIENCE_S

SEED, OTHER_SEED, PLAIN = 1, 2, 3
CANDIDATES = range(10, 18)


def world() -> list[Item]:
    """Two loved films whose lists hold all candidates, better ones first, and a plain one without lists."""
    candidates = [film(number, vote_average=8.9 - number / 20) for number in CANDIDATES]
    near = tuple(map(shown, candidates))
    return [
        film(SEED, "Seed", similar=near, recommendations=near),
        film(OTHER_SEED, "Other Seed", similar=near, recommendations=near),
        film(PLAIN, "Plain"),
        *candidates,
    ]


def seen(title: str, stars: float | None) -> Interaction:
    return Interaction(title, 2010, title.lower(), stars)


PAGES = ([seen("Seed", 5.0), seen("Other Seed", 4.5)], [seen("Plain", 2.0)])


@pytest.fixture
def fake() -> Iterator[FakePipeline]:
    with fake_pipeline(FakeLetterboxd(*PAGES), FakeTmdb(*world()), FakeJustWatch()) as fake:
        yield fake


def ids(cards: tuple[Recommendation, ...]) -> list[int]:
    return [card.scored.candidate.item.tmdb_id for card in cards]


def live(events: list[Event]) -> list[int]:
    """What a person sees at the end who watched the events."""
    on_screen: list[int] = []
    for event in events:
        if isinstance(event, Recommended):
            on_screen.extend(ids((event.recommendation,)))
        elif isinstance(event, Retracted):
            on_screen.remove(event.tmdb_id)
    return on_screen


def test_the_best_so_many_are_recommended_with_their_details(fake: FakePipeline) -> None:
    report = fake.run()
    assert len(report.recommendations) == 3
    assert set(ids(report.recommendations)) <= set(CANDIDATES)
    assert all(isinstance(card.scored.candidate.item, Item) for card in report.recommendations)
    assert sorted(live(fake.events)) == sorted(ids(report.recommendations))


def test_a_job_that_begins_says_so_and_names_its_stages_on_the_way(fake: FakePipeline) -> None:
    fake.run()
    assert fake.events[0] == Progressed("profile", 0, 0, "pages")
    assert sum(isinstance(event, PageScraped) for event in fake.events) == 2
    matched = [event for event in fake.events if isinstance(event, FilmMatched)]
    assert [event.done for event in matched] == [1, 2, 3]
    assert matched[-1].total == 3
    stages = {event.stage for event in fake.events if isinstance(event, Progressed)}
    assert stages == {"profile", "candidates", "availability", "ranking"}


def test_no_card_shows_before_every_page_is_read(fake: FakePipeline) -> None:
    matched_both = threading.Event()

    def note(event: Event) -> None:
        if isinstance(event, FilmMatched) and event.done == 2:
            matched_both.set()

    fake.on_event = note
    fake.letterboxd.before_page = lambda page: page == 1 or matched_both.wait(PATIENCE_S)
    fake.run()
    kinds = [type(event) for event in fake.events]
    last_page = max(place for place, kind in enumerate(kinds) if kind is PageScraped)
    assert matched_both.is_set()
    assert kinds.index(Recommended) > last_page


def test_a_card_that_comes_early_has_its_place_among_all_guesses() -> None:
    """While one seed is not read yet, more guesses go out as more films are matched."""
    shown_four = threading.Event()
    cards: list[Recommendation] = []

    def note(event: Event) -> None:
        if isinstance(event, Recommended):
            cards.append(event.recommendation)
            if len(cards) == 4:
                shown_four.set()

    plain = [film(number, f"Plain {number}") for number in range(100, 112)]
    pages = (PAGES[0], [seen(each.title, 2.0) for each in plain])
    with fake_pipeline(FakeLetterboxd(*pages), FakeTmdb(*world(), *plain), FakeJustWatch()) as crowded:
        crowded.options = RecommenderOptions(max_recommendations=8)
        crowded.on_event = note
        crowded.tmdb.before_match = lambda number: number != OTHER_SEED or shown_four.wait(PATIENCE_S)
        crowded.run()
    assert shown_four.is_set()
    assert sorted(card.rank for card in cards[:4]) == [1, 2, 3, 4]


def test_a_card_that_turns_out_seen_is_retracted_and_not_in_the_result(fake: FakePipeline) -> None:
    """The member's page calls the film otherwise, so only matching shows that it is one of theirs."""
    best = fake.run().recommendations[0].scored.candidate.item
    shown_best = threading.Event()

    def note(event: Event) -> None:
        if isinstance(event, Recommended) and ids((event.recommendation,)) == [best.tmdb_id]:
            shown_best.set()

    pages = (PAGES[0], [seen("Otherwise", 2.0)])
    with fake_pipeline(FakeLetterboxd(*pages), FakeTmdb(*world()), FakeJustWatch()) as again:
        again.on_event = note
        again.tmdb.identities["Otherwise"] = best.tmdb_id
        again.tmdb.before_match = lambda number: number != best.tmdb_id or shown_best.wait(PATIENCE_S)
        report = again.run()
    assert shown_best.is_set()
    assert Retracted(best.tmdb_id, "seen") in again.events
    assert best.tmdb_id not in ids(report.recommendations)
    assert len(report.recommendations) == 3
    assert sorted(live(again.events)) == sorted(ids(report.recommendations))


def test_a_film_whose_details_fail_is_replaced_by_the_next_best(fake: FakePipeline) -> None:
    best = ids(fake.run().recommendations)[0]
    fake.tmdb.errors[best] = UpstreamRefused("tmdb", "not here", status=404, permanent=True)
    fake.events.clear()
    report = fake.run()
    assert best not in ids(report.recommendations)
    assert len(report.recommendations) == 3


def test_a_film_that_its_details_rule_out_is_replaced_and_never_shown(fake: FakePipeline) -> None:
    best = ids(fake.run().recommendations)[0]
    fake.tmdb.films[best] = film(best, runtime_min=12, vote_average=8.4)  # a short, which lists do not tell
    fake.events.clear()
    report = fake.run()
    assert best not in ids(report.recommendations)
    assert len(report.recommendations) == 3
    assert best not in [
        card
        for event in fake.events
        if isinstance(event, Recommended)
        for card in ids((event.recommendation,))
    ]


class Asked:
    """A stage that is asked before and after each task whether it is done."""

    def __init__(self, stage: Stage) -> None:
        self.pool_name = stage.pool_name
        self._stage = stage

    @property
    def is_done(self) -> bool:
        return self._stage.is_done

    def next_task(self) -> Task[Any] | None:
        before = self.is_done
        assert self.is_done is before
        task = self._stage.next_task()
        after = self.is_done
        assert self.is_done is after
        return task


@pytest.mark.parametrize("filters", [Filters(), Filters(services=("Netflix",)), Filters(runtime_max=90)])
def test_asking_whether_a_stage_is_done_changes_nothing(filters: Filters) -> None:
    def events(wrap: Callable[[Stage], Stage]) -> list[Event]:
        heard: list[Event] = []
        resources = job_resources(heard.append, FakeTmdb(*world()), pages=PAGES)
        request = RecommendationRequest("anna", "US", "", count=3, filters=filters)
        pools = {name: BoundedPool(Inline(), 2) for name in ("scrape", "work", "lookup")}
        stages = build_stages(request, resources).by_priority
        Scheduler(pools, resources.context).work([wrap(stage) for stage in stages])
        return heard

    assert events(Asked) == events(lambda stage: stage)


def test_each_film_is_asked_for_once_however_many_stages_want_it(fake: FakePipeline) -> None:
    fake.run()
    details = [number for kind, number in fake.tmdb.asked if kind == "film"]
    assert len(details) == len(set(details))


def test_while_the_members_films_are_known_no_guess_costs_a_call(
    fake: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.scheduler.CACHED_AT_ONCE", 1)
    fake.tmdb.cached = {SEED, OTHER_SEED, PLAIN}
    fake.tmdb.identities = {"Seed": SEED, "Other Seed": OTHER_SEED, "Plain": PLAIN}
    report = fake.run()
    assert {number for kind, number in fake.tmdb.asked if kind == "film"} == set(ids(report.recommendations))


def test_a_first_guess_is_looked_up_while_its_details_are_on_their_way(fake: FakePipeline) -> None:
    looked_up = threading.Event()
    answer = fake.justwatch.offers

    def offers(item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        looked_up.set()
        return answer(item, locale)

    fake.justwatch.offers = offers  # type: ignore[method-assign]
    in_time: list[bool] = []
    # while a seed is not read yet, what is chosen is a guess
    fake.tmdb.before_match = lambda number: number != OTHER_SEED or looked_up.wait(PATIENCE_S)
    fake.tmdb.before_details = lambda _: in_time.append(looked_up.wait(PATIENCE_S))
    fake.run()
    assert in_time[0]
    assert len(fake.justwatch.asked) == len(set(fake.justwatch.asked))


def test_fewer_films_than_wanted_are_all_there_are(fake: FakePipeline) -> None:
    fake.options = RecommenderOptions(max_recommendations=100)
    assert sorted(ids(fake.run().recommendations)) == list(CANDIDATES)


def test_nothing_good_enough_is_an_empty_list_and_no_failure(fake: FakePipeline) -> None:
    fake.options = RecommenderOptions(min_rating=9.9)
    assert fake.run().recommendations == ()
    assert live(fake.events) == []


def test_a_count_asks_for_so_many(fake: FakePipeline) -> None:
    assert len(fake.run(count=2).recommendations) == 2


def test_what_is_cached_costs_no_call(fake: FakePipeline) -> None:
    first = fake.run()
    fake.tmdb.cached = set(fake.tmdb.films)
    fake.tmdb.asked.clear()
    assert ids(fake.run().recommendations) == ids(first.recommendations)
    assert fake.tmdb.asked == []


def test_where_nothing_is_rated_or_liked_nobody_is_asked(fake: FakePipeline) -> None:
    with (
        fake_pipeline(FakeLetterboxd([seen("Seed", None)]), fake.tmdb, fake.justwatch) as unrated,
        pytest.raises(ProfileUnrated),
    ):
        unrated.run()


@pytest.mark.parametrize("fields", [{}, {"username": "anna + bo", "usernames": ("anna", "bo")}], ids=str)
def test_likes_that_lead_nowhere_are_no_taste_either(fake: FakePipeline, fields: dict[str, object]) -> None:
    fake.tmdb.errors[999] = UpstreamRefused("tmdb", "no such film", status=404, permanent=True)
    with (
        fake_pipeline(FakeLetterboxd([seen("Seed", None)]), fake.tmdb, fake.justwatch) as unrated,
        pytest.raises(ProfileUnrated, match="films liked elsewhere"),
    ):
        unrated.run(liked_ids=(999,), **fields)


def test_without_streaming_cards_come_without_a_call(fake: FakePipeline) -> None:
    report = fake.run(include_streaming=False)
    assert fake.justwatch.asked == []
    assert {card.availability for card in report.recommendations} == {Availability.NOT_REQUESTED}
    assert "providers" not in {kind for kind, _ in fake.tmdb.asked}


def test_the_best_are_looked_up_at_justwatch_and_the_rest_at_tmdb(fake: FakePipeline) -> None:
    fake.options = RecommenderOptions(max_recommendations=8, max_lookups=3)
    report = fake.run()
    assert len(fake.justwatch.asked) == 3
    of_tmdb = [card for card in report.recommendations if card.offers == canonical_offers([TMDB_OFFER])]
    assert len(of_tmdb) == 5


def test_a_repeated_job_makes_do_with_the_same_look_ups(fake: FakePipeline) -> None:
    fake.options = RecommenderOptions(max_recommendations=8, max_lookups=3)
    first = fake.run()
    again = fake.run()
    assert len(fake.justwatch.asked) == 3
    assert [card.offers for card in again.recommendations] == [card.offers for card in first.recommendations]
