"""Where a film streams, and the card that says so."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from errors import UpstreamError, UpstreamTimeout
from pipeline.availability import AvailabilityStage
from pipeline.cards import Cards
from pipeline.resources import RecommenderOptions
from services.exclusions import Exclusions
from services.models.events import Event, Progressed, Recommended, Retracted
from services.models.films import Availability, Offer
from services.models.locale import Locale
from services.models.ranking import Candidate, Reason, ScoredCandidate
from services.models.requests import RecommendationRequest
from services.offers import canonical_offers
from services.watchlist import Watchlist
from tests.pipeline.fakes import (
    NETFLIX,
    FakeJustWatch,
    FakeLetterboxd,
    FakeTmdb,
    fake_clients,
    job_resources,
)
from tests.services.films import film, shown


def scored(number: int) -> ScoredCandidate:
    reason = Reason(1, "Seed", 2000, 5.0, liked=False)
    return ScoredCandidate(Candidate(film(number), ()), 10.0 - number, (reason,))


class Board:
    """Look-ups and cards of a job over fakes."""

    def __init__(self, most: int = 100, *further: FakeJustWatch, include_streaming: bool = True) -> None:
        """``further`` metered sources are asked after JustWatch."""
        self.justwatch, self.tmdb = FakeJustWatch(), FakeTmdb()
        self.events: list[Event] = []
        resources = job_resources(self.events.append, self.tmdb)
        clients = fake_clients(FakeLetterboxd(), self.tmdb, self.justwatch, *further)
        self._resources = replace(resources, clients=clients, options=RecommenderOptions(max_lookups=most))
        self._request = RecommendationRequest("anna", "US", "", include_streaming=include_streaming)
        self.begin()

    def begin(self, **fields: str) -> None:
        """The next job, of the same member where ``fields`` of the request do not say otherwise."""
        self._request = replace(self._request, **fields)  # type: ignore[arg-type]  # texts only
        self._exclusions = Exclusions()
        self.cards = Cards(self._resources.context, self._request.locale, Watchlist(None), self._exclusions)
        self.stage = AvailabilityStage(self._request, self._resources, self.cards)

    @property
    def noted(self) -> int:
        """Look-ups counted for the member."""
        return self._resources.clients.streaming.lookups("anna", Locale("US"))

    def work(self) -> None:
        while (task := self.stage.next_task()) is not None:
            known = task.cached()
            try:
                answer = known if known is not None else task.run()
            except UpstreamError as error:
                task.on_error(error)
            else:
                task.on_result(answer)

    def show(self, *numbers: int) -> None:
        for rank, number in enumerate(numbers, start=1):
            self.stage.look_up(rank, scored(number))
        self.work()

    def see(self, number: int) -> None:
        """The film turns out seen."""
        self._exclusions.add_item(film(number))
        self.cards.retract_seen(film(number))

    def finalise(self, *numbers: int) -> Sequence[tuple[int, int, Availability, tuple[Offer, ...]]]:
        """The final order, as (rank, id, availability, offers)."""
        final = [scored(number) for number in numbers]
        self.cards.retract_outranked(final)
        self.stage.finalise(final)
        self.work()
        assert self.stage.is_done
        return [
            (card.rank, card.scored.candidate.item.tmdb_id, card.availability, card.offers)
            for card in self.cards.final(final, self.stage.found)
        ]

    @property
    def seen_live(self) -> list[int | Retracted]:
        return [
            event.recommendation.scored.candidate.item.tmdb_id if isinstance(event, Recommended) else event
            for event in self.events
            if isinstance(event, Recommended | Retracted)
        ]


def test_offers_of_justwatch_are_known_availability() -> None:
    board = Board()
    assert board.finalise(1) == [(1, 1, Availability.KNOWN, canonical_offers([NETFLIX]))]
    assert board.tmdb.asked == []


def test_where_both_fail_it_is_unknown_and_the_card_shows_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = Board()
    board.justwatch.usual = UpstreamTimeout("justwatch", "slow")
    board.tmdb.no_providers = UpstreamTimeout("tmdb", "slow")
    assert board.finalise(1) == [(1, 1, Availability.UNKNOWN, ())]
    assert board.seen_live == [1]
    assert "Film 1" in caplog.text


def test_a_defect_is_not_taken_for_an_unknown_availability() -> None:
    board = Board()
    board.stage.look_up(1, scored(1))
    task = board.stage.next_task()
    assert task is not None
    with pytest.raises(KeyError):
        task.on_error(KeyError("x"))


def test_without_streaming_nobody_is_asked() -> None:
    board = Board(include_streaming=False)
    board.show(1)
    assert board.finalise(2, 1) == [
        (1, 2, Availability.NOT_REQUESTED, ()),
        (2, 1, Availability.NOT_REQUESTED, ()),
    ]
    assert not board.justwatch.asked
    assert not board.tmdb.asked
    assert board.seen_live == [1, 2]


def test_justwatch_is_asked_for_so_many_films_and_a_part_is_kept_for_the_end() -> None:
    board = Board(most=10)
    board.show(*range(1, 21))
    assert len(board.justwatch.asked) == 8
    cards = board.finalise(*range(30, 10, -1))
    assert len(board.justwatch.asked) == 10
    assert board.justwatch.asked[-2:] == [30, 29]  # the best that were not asked for
    assert {availability for _, _, availability, _ in cards} == {Availability.KNOWN}


def test_what_is_nearly_final_is_looked_up_before_the_end() -> None:
    board = Board(most=20)
    board.show(*range(1, 21))
    assert len(board.justwatch.asked) == 16
    board.stage.look_up_ahead([scored(number) for number in range(30, 20, -1)])
    board.work()
    assert board.justwatch.asked[16:] == [30, 29, 28]
    board.finalise(*range(31, 21, -1))
    assert board.justwatch.asked[19:] == [31]


def test_a_repeated_job_asks_for_nothing_more() -> None:
    board = Board(most=3)
    first = board.finalise(1, 2, 3, 4, 5)
    assert board.noted == 3
    board.begin()
    assert board.finalise(1, 2, 3, 4, 5) == first
    assert board.justwatch.asked == [1, 2, 3]


@pytest.mark.parametrize("is_early", [True, False])
def test_the_jobs_of_a_member_share_the_look_ups_however_many_metered_sources_there_are(
    is_early: bool,
) -> None:
    board = Board(5, FakeJustWatch())
    for first in (10, 20, 30, 40):
        board.begin()
        for number in range(first, first + 10) if is_early else ():
            board.stage.begin(film(number))
        board.work()
        board.finalise(*range(first, first + 10))
    assert len(board.justwatch.asked) == board.noted == 5


def test_a_look_up_that_failed_does_not_use_up_the_members_share() -> None:
    board = Board(most=3)
    board.justwatch.usual = UpstreamTimeout("justwatch", "slow")
    board.finalise(1, 2, 3)
    assert board.noted == 0


def test_a_card_shows_once_however_often_it_is_asked_for() -> None:
    board = Board()
    board.show(1, 2)
    board.show(1)
    board.finalise(2, 1)
    assert board.seen_live == [1, 2]


def test_what_is_not_in_the_final_order_is_retracted_and_what_is_new_shows() -> None:
    board = Board()
    board.show(1, 2, 3)
    board.finalise(4, 2)
    assert board.seen_live == [1, 2, 3, Retracted(1, "outranked"), Retracted(3, "outranked"), 4]


def test_a_card_that_turns_out_seen_is_retracted_once() -> None:
    board = Board()
    board.show(1)
    board.see(1)
    board.see(1)
    board.finalise()
    assert board.seen_live == [1, Retracted(1, "seen")]


def test_a_film_that_turns_out_seen_during_its_look_up_never_shows() -> None:
    board = Board()
    board.stage.look_up(1, scored(1))
    board.see(1)
    board.work()
    assert board.seen_live == []


@pytest.mark.parametrize("is_answered_first", [True, False])
def test_a_look_up_that_begins_before_the_details_is_the_only_one_and_its_card_waits_for_them(
    *, is_answered_first: bool
) -> None:
    board = Board(most=10)
    board.stage.begin(shown(film(1)))
    if is_answered_first:
        board.work()
        assert board.seen_live == []
    board.show(1)
    assert board.seen_live == [1]
    assert board.justwatch.asked == [1]
    assert board.noted == 1


def test_a_look_up_that_began_early_and_failed_costs_nothing_and_is_made_once_the_details_are_there() -> None:
    board = Board(most=2)
    board.justwatch.usual = UpstreamTimeout("justwatch", "slow")
    board.stage.begin(shown(film(1)))
    board.work()
    assert board.tmdb.asked == []
    board.justwatch.usual = (NETFLIX,)
    assert board.finalise(1, 2) == [
        (rank, rank, Availability.KNOWN, canonical_offers([NETFLIX])) for rank in (1, 2)
    ]
    assert board.justwatch.asked == [1, 1, 2]


def test_where_no_look_up_is_left_none_begins_early_as_the_details_bring_offers() -> None:
    board = Board(most=0)
    board.stage.begin(shown(film(1)))
    assert board.stage.next_task() is None
    board = Board(include_streaming=False)
    board.stage.begin(shown(film(1)))
    assert board.stage.next_task() is None


def test_each_look_up_is_progress() -> None:
    board = Board()
    board.show(1, 2)
    assert [event.done for event in board.events if isinstance(event, Progressed)] == [1, 2]


def test_exports_that_name_no_member_share_no_look_ups() -> None:
    board = Board(most=1)
    for number, digest in enumerate(("one", "another", "one")):
        board.begin(username="", export_digest=digest)
        board.show(number)
    assert len(board.justwatch.asked) == 2
