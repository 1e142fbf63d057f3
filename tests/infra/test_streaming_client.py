"""The chain of sources: who is asked for a film's offers, in which order, and how often for a member."""

from itertools import product

import pytest

from cache import Cache
from errors import AppError, UpstreamTimeout
from infra.storage.memory_store import MemoryStore
from infra.streaming.client import REPEATED_S, StreamingClient
from infra.streaming.source import CountryRefused, NotListed
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale
from tests.services.films import film

FILM = film(1)


class Source:
    """A source that answers ``answer``; without a call where it ``is_known``."""

    def __init__(
        self,
        answer: str | AppError | None,
        *,
        is_metered: bool = False,
        is_known: bool = False,
        covered: bool = True,
    ) -> None:
        self.name = str(answer)
        self.is_metered = is_metered
        self.calls = 0
        self._answer = answer
        self._is_known = is_known
        self._covered = covered

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:  # noqa: ARG002  of the interface
        self.calls += self._covered and not self._is_known
        if isinstance(self._answer, AppError):
            raise self._answer
        return () if self._answer is None else (ListedOffer(self._answer, "flatrate", None),)

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        if not self._is_known:
            return None
        return () if isinstance(self._answer, AppError) else self.offers(item, locale)

    def covers(self, country: str) -> bool:  # noqa: ARG002  of the interface
        return self._covered

    def prefetch(self, tmdb_ids: object, locale: Locale) -> None:
        """Nothing is kept."""


def chain(*sources: Source) -> StreamingClient:
    return StreamingClient(sources, Cache(MemoryStore(10, 100_000)))


def providers(offers: tuple[ListedOffer, ...] | None) -> list[str] | None:
    return None if offers is None else [offer.provider for offer in offers]


@pytest.mark.parametrize("first", [None, NotListed("no"), UpstreamTimeout("justwatch", "slow")], ids=repr)
def test_where_a_source_has_no_offers_the_next_one_is_asked(first: AppError | None) -> None:
    sources = [Source(first, is_metered=True), Source("B"), Source("C")]
    assert providers(chain(*sources).offers(FILM, Locale("US"), metered=True)) == ["B"]
    assert [source.calls for source in sources] == [1, 1, 0]


def test_where_no_source_has_offers_there_are_none() -> None:
    client = chain(Source(NotListed("no"), is_metered=True), Source(None))
    assert client.offers(FILM, Locale("US"), metered=True) == ()


def test_the_failure_of_the_last_source_is_a_failure() -> None:
    with pytest.raises(UpstreamTimeout, match="last"):
        chain(Source(None), Source(UpstreamTimeout("tmdb", "last"))).offers(FILM, Locale("US"), metered=True)


def test_metered_sources_can_be_left_out() -> None:
    metered = Source("A", is_metered=True)
    assert providers(chain(metered, Source("B")).offers(FILM, Locale("US"), metered=False)) == ["B"]
    assert not metered.calls


@pytest.mark.parametrize(
    ("first", "second", "metered", "known"),
    [
        (Source("A", is_metered=True, is_known=True), Source("B"), False, ["A"]),
        (Source("A", is_metered=True), Source("B", is_known=True), False, ["B"]),
        (Source("A", is_metered=True), Source("B", is_known=True), True, None),
        (Source(None, is_metered=True, is_known=True), Source("B"), True, None),
        (Source(NotListed("no"), is_metered=True, is_known=True), Source("B", is_known=True), True, ["B"]),
        (Source(None, is_metered=True, is_known=True), Source(None, is_known=True), True, []),
    ],
)
def test_known_is_what_takes_no_call_of_those_that_may_be_asked(
    first: Source, second: Source, metered: bool, known: list[str] | None
) -> None:
    assert providers(chain(first, second).known_offers(FILM, Locale("US"), metered=metered)) == known


ANSWERS = ("A", None, NotListed("no"), CountryRefused("a", "no such country"))


@pytest.mark.parametrize(
    ("answers", "are_known"),
    list(product(product(ANSWERS, repeat=2), product((True, False), repeat=2))),
    ids=repr,
)
def test_a_film_takes_a_look_up_where_asking_for_it_calls_a_metered_source(
    answers: tuple[str | AppError | None, ...], are_known: tuple[bool, ...]
) -> None:
    metered = [
        Source(answer, is_metered=True, is_known=is_known, covered=not isinstance(answer, CountryRefused))
        for answer, is_known in zip(answers, are_known, strict=True)
    ]
    asked = chain(*metered, Source("last", is_known=True))
    is_said = asked.takes_lookup(FILM, Locale("US"))
    asked.ask_metered(FILM, Locale("US"))
    assert is_said == any(source.calls for source in metered)


def test_without_offers_a_country_that_a_source_does_not_know_is_unknown() -> None:
    refusal = CountryRefused("justwatch", "no such country")
    refused = Source(refusal, is_metered=True, covered=False)
    without = chain(refused, Source(None, is_known=True))
    for metered in (True, False):
        with pytest.raises(CountryRefused):
            without.offers(FILM, Locale("US"), metered=metered)
        assert without.known_offers(FILM, Locale("US"), metered=metered) is None
    assert not without.takes_lookup(FILM, Locale("US"))
    knowing = chain(refused, Source("B", is_known=True))
    assert providers(knowing.offers(FILM, Locale("US"), metered=True)) == ["B"]
    assert providers(knowing.known_offers(FILM, Locale("US"), metered=False)) == ["B"]


def test_look_ups_of_a_member_are_counted_for_half_an_hour() -> None:
    now_s = [0.0]
    client = StreamingClient((), Cache(MemoryStore(10, 100_000, clock=lambda: now_s[0])))
    assert client.lookups("joe", Locale("US")) == 0
    client.note_lookups("Joe", Locale("us"), 7)
    now_s[0] = REPEATED_S - 1
    assert (client.lookups("joe", Locale("US")), client.lookups("joe", Locale("CL"))) == (7, 0)
    now_s[0] = REPEATED_S
    assert client.lookups("joe", Locale("US")) == 0
