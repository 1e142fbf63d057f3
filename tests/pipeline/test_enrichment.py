"""Each film of the member meets its film at TMDB, seeds first, and a miss is data."""

from collections.abc import Callable
from typing import cast

import pytest

from errors import UpstreamError, UpstreamMalformed, UpstreamRefused, UpstreamTimeout
from infra.tmdb import TmdbClient
from pipeline.enrichment import Enrichment
from pipeline.matching import match, match_cached
from pipeline.tmdb_health import TmdbHealth
from services.candidates import CandidatePool
from services.models.events import Event, FilmMatched
from services.models.films import Item
from services.models.histories import Interaction, Profile, ProfileSource, RatedItem, Unmatched
from services.seed_scope import SeedScope
from services.seeds import plan_seeds
from services.taste import TasteBuilder
from tests.pipeline.fakes import FakeTmdb, job_resources
from tests.services.films import ELIGIBILITY, film, shown


def seen(number: int, stars: float | None = None, *, liked: bool = False) -> Interaction:
    return Interaction(f"Film {number}", 2010, f"film-{number}", stars, liked)


class Desk:
    """An enrichment over a fake TMDB, whose tasks run where the test says."""

    def __init__(self, tmdb: FakeTmdb) -> None:
        self.tmdb = tmdb
        self.events: list[Event] = []
        self.rated: list[RatedItem] = []
        self.pool = CandidatePool(ELIGIBILITY)
        resources = job_resources(self.events.append, tmdb)
        self.enrichment = Enrichment(resources, self.pool, SeedScope(), self)

    def receive_match(self, rated: RatedItem) -> None:
        self.rated.append(rated)

    def receive_liked(self, item: Item) -> None:
        pytest.fail(f"{item.title} is not of the profile")

    def complete(self, *films: Interaction) -> Profile:
        profile = Profile("anna", films, 1, ProfileSource.PAGES)
        self.enrichment.complete(profile)
        return profile

    def work(self, most: int = 1000) -> list[str]:
        """Run the next ``most`` tasks and answer the titles in order."""
        titles: list[str] = []
        for _ in range(most):
            task = self.enrichment.next_task()
            if task is None:
                break
            try:
                result = task.cached() or task.run()
            except UpstreamError as error:
                task.on_error(error)
            else:
                task.on_result(result)
            titles.append(self.last_title())
        return titles

    def last_title(self) -> str:
        event = self.events[-1]
        assert isinstance(event, FilmMatched)
        return event.interaction.title


@pytest.fixture
def desk() -> Desk:
    return Desk(FakeTmdb(*(film(number) for number in range(1, 30))))


def test_seeds_come_first_best_first_then_those_that_support_then_the_rest(desk: Desk) -> None:
    desk.complete(
        seen(1, 2.0), seen(2, 4.0), seen(3), seen(4, 3.5), seen(5, 5.0), seen(6, liked=True), seen(7, 4.5)
    )
    assert desk.work() == ["Film 5", "Film 7", "Film 2", "Film 6", "Film 4", "Film 1", "Film 3"]


def test_a_film_that_two_pages_show_is_matched_once(desk: Desk) -> None:
    desk.enrichment.add([seen(1, 5.0), seen(2, 4.0)])
    desk.enrichment.add([seen(2, 4.0)])
    desk.complete(seen(1, 5.0), seen(2, 4.0), seen(3))
    assert sorted(desk.work()) == ["Film 1", "Film 2", "Film 3"]


def test_each_film_is_told_with_how_many_there_are(desk: Desk) -> None:
    desk.complete(seen(1, 5.0), seen(2, 4.0), seen(99, 3.0))
    desk.work()
    reported = [(event.done, event.total) for event in desk.events if isinstance(event, FilmMatched)]
    assert reported == [(1, 3), (2, 3), (3, 3)]


def test_it_says_when_seeds_and_when_voters_are_read(desk: Desk) -> None:
    def state() -> tuple[bool, bool, bool]:
        enrichment = desk.enrichment
        return enrichment.has_read_seeds, enrichment.has_read_voters, enrichment.is_done

    desk.enrichment.add([seen(1, 5.0)])
    desk.work()
    assert state() == (False, False, False)  # the next page may hold more
    desk.complete(seen(1, 5.0), seen(2, 4.0), seen(3, 4.5), seen(4, 3.0), seen(5, 1.0))
    assert state() == (False, False, False)
    desk.work(2)
    assert state() == (True, False, False)
    desk.work(1)
    assert state() == (True, True, False)
    desk.work()
    assert state() == (True, True, True)


def test_misses_are_kept_in_the_order_of_the_profile_with_a_reason(desk: Desk) -> None:
    profile = desk.complete(seen(77, 1.0), seen(1, 3.0), seen(99, 5.0), seen(88))
    desk.work()
    misses = desk.enrichment.misses(profile)
    assert [miss.interaction.title for miss in misses] == ["Film 77", "Film 99", "Film 88"]
    assert all(miss.interaction.title in miss.reason for miss in misses)
    assert [rated.item.tmdb_id for rated in desk.rated] == [1]


@pytest.mark.parametrize("profile_first", [True, False])
def test_votes_do_not_depend_on_what_was_known_when_a_film_was_matched(profile_first: bool) -> None:
    """Also of a member whose seeds are known only once all is read."""
    near = tuple(shown(film(number)) for number in range(20, 25))
    films = [film(number, similar=near, recommendations=near) for number in range(1, 5)]
    for stars in ((5.0, 4.5, 3.0, None), (3.5, 3.0, 2.0, 1.0), (None, None, 4.0, 2.0)):
        profile = [seen(number, value, liked=number == 2) for number, value in enumerate(stars, start=1)]
        desk = Desk(FakeTmdb(*films))
        if profile_first:
            desk.complete(*profile)
            desk.work()
        else:
            desk.enrichment.add(profile)
            desk.work()
            desk.complete(*profile)
        wanted = CandidatePool(ELIGIBILITY)
        plan = plan_seeds(profile)
        for interaction, item in zip(profile, films, strict=True):
            seed = plan.seed(RatedItem(interaction, item))
            if seed is not None:
                wanted.add_seed(seed)
        taste = TasteBuilder().taste()
        assert list(desk.pool.by_list_score(taste)) == list(wanted.by_list_score(taste))
        assert desk.enrichment.seeds.basis == plan.basis


def test_what_was_read_keeps_no_lists(desk: Desk) -> None:
    near = (shown(film(20)),)
    desk.tmdb.films[1] = film(1, similar=near, recommendations=near)
    desk.complete(seen(1, 5.0))
    desk.work()
    assert [(rated.item.similar, rated.item.recommendations) for rated in desk.enrichment.rated] == [((), ())]


# When TMDB fails


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UpstreamTimeout("tmdb", "slow"), "TMDB did not answer when we looked for it."),
        (UpstreamRefused("tmdb", "no", status=502), "TMDB did not answer when we looked for it."),
        (UpstreamMalformed("tmdb", "<html>"), "TMDB's answer cannot be read."),
        (UpstreamRefused("tmdb", "gone", status=404, permanent=True), "TMDB has no such film."),
    ],
    ids=["silent", "refused", "malformed", "gone"],
)
def test_a_film_that_is_lost_is_a_miss_with_the_true_reason_and_the_others_go_on(
    desk: Desk, error: UpstreamError, reason: str
) -> None:
    desk.tmdb.errors[2] = error
    profile = desk.complete(seen(1, 5.0), seen(2, 4.5), seen(3, 4.0))
    desk.work()
    assert [(miss.interaction.title, miss.reason) for miss in desk.enrichment.misses(profile)] == [
        ("Film 2", reason)
    ]
    assert desk.enrichment.is_done


def test_too_many_failures_in_a_row_end_the_job_and_an_answer_forgives(desk: Desk) -> None:
    for number in (1, 2, 4, 5, 6):
        desk.tmdb.errors[number] = UpstreamTimeout("tmdb", str(number))
    desk.complete(*(seen(number, 4.0) for number in range(1, 9)))
    assert desk.work(4) == ["Film 1", "Film 2", "Film 3", "Film 4"]
    with pytest.raises(UpstreamTimeout, match="6"):
        desk.work()


def test_a_refused_key_ends_the_job_at_once(desk: Desk) -> None:
    desk.tmdb.errors[1] = UpstreamRefused("tmdb", "key", status=401, permanent=True)
    desk.complete(seen(1, 4.0))
    with pytest.raises(UpstreamRefused, match="key"):
        desk.work()


def gone(number: int) -> UpstreamError:
    return UpstreamRefused("tmdb", str(number), status=404, permanent=True)


def unreadable(number: int) -> UpstreamError:
    return UpstreamMalformed("tmdb", str(number))


@pytest.mark.parametrize("error", [gone, unreadable])
def test_films_that_are_odd_themselves_never_end_the_job(
    desk: Desk, error: Callable[[int], UpstreamError]
) -> None:
    for number in range(2, 9):
        desk.tmdb.errors[number] = error(number)
    profile = desk.complete(*(seen(number, 4.0) for number in range(1, 10)))
    desk.work()
    assert len(desk.enrichment.misses(profile)) == 7


def test_when_nothing_can_be_read_the_job_ends(desk: Desk) -> None:
    for number in range(1, 9):
        desk.tmdb.errors[number] = unreadable(number)
    desk.complete(*(seen(number, 4.0) for number in range(1, 9)))
    with pytest.raises(UpstreamMalformed):
        desk.work()


def test_a_defect_is_never_taken_for_a_failure_of_tmdbs() -> None:
    with pytest.raises(KeyError):
        TmdbHealth().failed(KeyError("x"))


# One film


def test_a_film_of_known_identity_costs_one_call(desk: Desk) -> None:
    tmdb = cast(TmdbClient, desk.tmdb)
    by_feed = Interaction("Whatever", None, None, 4.0, tmdb_id=7)
    desk.tmdb.identities["Film 8"] = 8
    assert [match(each, tmdb) for each in (by_feed, seen(8))] == [
        RatedItem(by_feed, film(7)),
        RatedItem(seen(8), film(8)),
    ]
    assert desk.tmdb.asked == [("film", 7), ("film", 8)]


def test_an_unknown_film_is_searched_for_and_remembered(desk: Desk) -> None:
    tmdb = cast(TmdbClient, desk.tmdb)
    assert match(seen(5), tmdb) == RatedItem(seen(5), film(5))
    assert desk.tmdb.asked == [("search", "Film 5"), ("film", 5)]
    assert desk.tmdb.identities == {"Film 5": 5}


def test_a_miss_is_remembered_and_not_searched_for_again(desk: Desk) -> None:
    tmdb = cast(TmdbClient, desk.tmdb)
    missed = match(seen(99), tmdb)
    assert isinstance(missed, Unmatched)
    desk.tmdb.asked.clear()
    assert match(seen(99), tmdb) == missed == match_cached(seen(99), tmdb)
    assert desk.tmdb.asked == []


def test_an_answer_that_is_not_understood_is_no_miss(desk: Desk) -> None:
    desk.tmdb.errors[5] = UpstreamMalformed("tmdb", "?")
    with pytest.raises(UpstreamMalformed):
        match(seen(5), cast(TmdbClient, desk.tmdb))


def test_what_is_cached_is_what_a_call_would_answer(desk: Desk) -> None:
    tmdb = cast(TmdbClient, desk.tmdb)
    assert match_cached(seen(5), tmdb) is None  # not known which film it is
    match(seen(5), tmdb)
    assert match_cached(seen(5), tmdb) is None  # its details are gone
    desk.tmdb.cached = {5}
    assert match_cached(seen(5), tmdb) == match(seen(5), tmdb)
