"""Where a film streams, and the card that says so."""

from collections.abc import Sequence
from typing import cast

import pytest

from errors import CircuitOpen, UpstreamError, UpstreamMalformed, UpstreamTimeout
from infra.streaming import NotListed, StreamingClient
from infra.tmdb import TmdbClient
from pipeline.cards import CardStage
from pipeline.context import JobContext
from services.models.events import Event, Progressed, Recommended, Retracted
from services.models.films import Availability, Offer
from services.models.ranking import Candidate, Reason, ScoredCandidate
from tests.pipeline.fakes import NETFLIX, TMDB_OFFER, FakeStreaming, FakeTmdb
from tests.services.films import film


def scored(number: int) -> ScoredCandidate:
    reason = Reason(1, "Seed", 2000, 5.0, liked=False)
    return ScoredCandidate(Candidate(film(number), ()), 10.0 - number, (reason,))


class Board:
    """A cards over fakes."""

    def __init__(self, most: int = 100, *, include_streaming: bool = True) -> None:
        self.streaming, self.tmdb = FakeStreaming(), FakeTmdb()
        self.events: list[Event] = []
        self._most = most
        self._include_streaming = include_streaming
        self.cards = self.begin()

    def begin(self) -> CardStage:
        """The cards of another job of the same member."""
        self.cards = CardStage(
            username="anna",
            country="US",
            include_streaming=self._include_streaming,
            max_lookups=self._most,
            streaming=cast(StreamingClient, self.streaming),
            tmdb=cast(TmdbClient, self.tmdb),
            context=JobContext(self.events.append),
        )
        return self.cards

    def work(self) -> None:
        while (task := self.cards.next_task()) is not None:
            known = task.cached()
            try:
                answer = known if known is not None else task.run()
            except UpstreamError as error:
                task.on_error(error)
            else:
                task.on_result(answer)

    def show(self, *numbers: int) -> None:
        for rank, number in enumerate(numbers, start=1):
            self.cards.show(rank, scored(number))
        self.work()

    def settle(self, *numbers: int) -> Sequence[tuple[int, int, Availability, tuple[Offer, ...]]]:
        """The final order, as (rank, id, availability, offers)."""
        final = [scored(number) for number in numbers]
        self.cards.settle(final)
        self.work()
        assert self.cards.is_done
        return [
            (card.rank, card.scored.candidate.item.tmdb_id, card.availability, card.offers)
            for card in self.cards.cards(final)
        ]

    @property
    def told(self) -> list[int | Retracted]:
        return [
            event.recommendation.scored.candidate.item.tmdb_id if isinstance(event, Recommended) else event
            for event in self.events
            if isinstance(event, Recommended | Retracted)
        ]


FAILURES = [
    UpstreamTimeout("justwatch", "slow"),
    UpstreamMalformed("justwatch", "?"),
    NotListed("no"),
    CircuitOpen("justwatch", "open"),
]


def test_justwatch_is_asked_first_and_tmdb_not_at_all() -> None:
    board = Board()
    assert board.settle(1) == [(1, 1, Availability.KNOWN, (NETFLIX,))]
    assert board.tmdb.asked == []


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_where_justwatch_has_no_answer_tmdb_is_asked(failure: Exception) -> None:
    board = Board()
    board.streaming.usual = failure
    assert board.settle(1) == [(1, 1, Availability.KNOWN, (TMDB_OFFER,))]


def test_where_justwatch_knows_of_nothing_tmdb_may_know_more() -> None:
    board = Board()
    board.streaming.usual = ()
    assert board.settle(1) == [(1, 1, Availability.KNOWN, (TMDB_OFFER,))]


def test_where_both_fail_it_is_unknown_and_the_card_shows_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = Board()
    board.streaming.usual = UpstreamTimeout("justwatch", "slow")
    board.tmdb.no_providers = UpstreamTimeout("tmdb", "slow")
    assert board.settle(1) == [(1, 1, Availability.UNKNOWN, ())]
    assert board.told == [1]
    assert "Film 1" in caplog.text


def test_a_defect_is_not_taken_for_an_unknown_availability() -> None:
    board = Board()
    board.cards.show(1, scored(1))
    task = board.cards.next_task()
    assert task is not None
    with pytest.raises(KeyError):
        task.on_error(KeyError("x"))


def test_without_streaming_nobody_is_asked() -> None:
    board = Board(include_streaming=False)
    board.show(1)
    assert board.settle(2, 1) == [
        (1, 2, Availability.NOT_REQUESTED, ()),
        (2, 1, Availability.NOT_REQUESTED, ()),
    ]
    assert not board.streaming.asked
    assert not board.tmdb.asked
    assert board.told == [1, 2]


def test_justwatch_is_asked_for_so_many_films_and_a_part_is_kept_for_the_end() -> None:
    board = Board(most=10)
    board.show(*range(1, 21))
    assert len(board.streaming.asked) == 8
    cards = board.settle(*range(30, 10, -1))
    assert len(board.streaming.asked) == 10
    assert board.streaming.asked[-2:] == [30, 29]  # the best that were not asked for
    assert {availability for _, _, availability, _ in cards} == {Availability.KNOWN}


def test_what_is_nearly_final_is_looked_up_before_the_end() -> None:
    board = Board(most=20)
    board.show(*range(1, 21))
    assert len(board.streaming.asked) == 16
    board.cards.anticipate([scored(number) for number in range(30, 20, -1)])
    board.work()
    assert board.streaming.asked[16:] == [30, 29, 28]
    board.settle(*range(31, 21, -1))
    assert board.streaming.asked[19:] == [31]


def test_a_repeated_job_asks_for_nothing_more() -> None:
    board = Board(most=3)
    first = board.settle(1, 2, 3, 4, 5)
    assert board.streaming.noted == {("anna", "US"): 3}
    board.begin()
    assert board.settle(1, 2, 3, 4, 5) == first
    assert board.streaming.asked == [1, 2, 3]


def test_a_look_up_that_failed_does_not_use_up_the_members_share() -> None:
    board = Board(most=3)
    board.streaming.usual = UpstreamTimeout("justwatch", "slow")
    board.settle(1, 2, 3)
    assert board.streaming.noted == {}


def test_a_card_shows_once_however_often_it_is_asked_for() -> None:
    board = Board()
    board.show(1, 2)
    board.show(1)
    board.settle(2, 1)
    assert board.told == [1, 2]


def test_what_is_not_in_the_final_order_is_withdrawn_and_what_is_new_shows() -> None:
    board = Board()
    board.show(1, 2, 3)
    board.settle(4, 2)
    assert board.told == [1, 2, 3, Retracted(1, "outranked"), Retracted(3, "outranked"), 4]


def test_a_card_that_turns_out_seen_is_withdrawn_once() -> None:
    board = Board()
    board.show(1)
    board.cards.withdraw_seen(film(1))
    board.cards.withdraw_seen(film(1))
    board.settle()
    assert board.told == [1, Retracted(1, "seen")]


def test_a_film_that_turns_out_seen_during_its_look_up_never_shows() -> None:
    board = Board()
    board.cards.show(1, scored(1))
    board.cards.withdraw_seen(film(1))
    board.work()
    assert board.told == []


def test_progress_is_told_for_each_film() -> None:
    board = Board()
    board.show(1, 2)
    assert [event.done for event in board.events if isinstance(event, Progressed)] == [1, 2]
