"""Number of pages, over real HTTP: what is remembered, and that counting takes little of the pace."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from cache import Cache
from errors import ProfileEmpty, ProfileNotFound, UpstreamTimeout
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.deadline import Deadline
from infra.http.pacing.pacer import Pacer, PacerClosed
from infra.letterboxd import LetterboxdClient, PageCounts
from infra.storage.memory_store import MemoryStore
from services.models.histories import Interaction, Profile, ProfileSource
from standin.faults import Fault
from standin.log import most_in_a_second
from standin.server import StandIn
from standin.world import EMPTY_MEMBER, World
from tests.infra.letterboxd_site import LONG, connected, members_world
from tests.infra.recorded_schedule import record
from tests.timing import PATIENCE_S, Clock, until

NOBODY = "nobody-at-all"
ASKED_BY_ALL = 40


@pytest.fixture(scope="module")
def world() -> World:
    return members_world()


@contextmanager
def counting(client: LetterboxdClient, pacer: Pacer | None = None) -> Iterator[PageCounts]:
    pacer = pacer or Pacer("letterboxd", 2000.0)
    counts = PageCounts(client, Cache(MemoryStore(100, 100_000)), pacer)
    yield counts
    counts.close()
    pacer.close()


@pytest.fixture
def counts(client: LetterboxdClient) -> Iterator[PageCounts]:
    with counting(client) as counts:
        yield counts


def test_a_count_takes_one_page_and_is_remembered(counts: PageCounts, site: StandIn) -> None:
    assert [counts.count(LONG), counts.count("LONGONE")] == [3, 3]
    assert site.count("letterboxd") == 1


def test_that_there_is_no_such_member_is_remembered(counts: PageCounts, site: StandIn) -> None:
    for name in (NOBODY, NOBODY.upper(), NOBODY):
        with pytest.raises(ProfileNotFound) as missing:
            counts.count(name)
        assert missing.value.username == name
    assert site.count("letterboxd") == 1


def test_a_fresh_profile_is_counted_without_asking(
    client: LetterboxdClient, counts: PageCounts, site: StandIn
) -> None:
    films = tuple(Interaction(f"Film {number}", 2000, f"film-{number}", None) for number in range(100))
    client.store_profile(Profile("Joe", films, 2, ProfileSource.PAGES))
    assert counts.count("joe") == 2
    assert site.count() == 0


def test_a_member_who_renamed_has_the_pages_of_the_new_name(world: World) -> None:
    member = replace(world.members[LONG], former_names=("longago",))
    with (
        StandIn(world.with_members(member)) as site,
        connected(site.letterboxd_url, IncidentTracker("letterboxd", 5, 60.0), Clock()) as client,
        counting(client) as counts,
    ):
        assert counts.count("LongAgo") == 3


def test_an_empty_member_is_told_as_empty(counts: PageCounts) -> None:
    with pytest.raises(ProfileEmpty):
        counts.count(EMPTY_MEMBER)


def test_forty_unknown_names_are_asked_for_one_at_a_time_and_within_their_budget(
    client: LetterboxdClient, site: StandIn
) -> None:
    """So that at most one of them stands before a job's page in any round."""
    site.set_fault(Fault("letterboxd", "delay", delay_s=0.005))
    budget = Pacer("letterboxd", 50.0)
    recorded = record(budget)

    def ask(number: int, counts: PageCounts) -> None:
        with suppress(ProfileNotFound):
            counts.count(f"nobody-{number}")

    with counting(client, budget) as counts, ThreadPoolExecutor(ASKED_BY_ALL) as pool:
        done = [pool.submit(ask, number, counts) for number in range(ASKED_BY_ALL)]
        for future in done:
            future.result(PATIENCE_S)
    asked = sorted(site.requests("letterboxd"), key=lambda each: each.at_s)
    assert len(asked) == len(recorded.taken_s) == ASKED_BY_ALL
    assert most_in_a_second(recorded.taken_s) <= 50
    for earlier, later in itertools.pairwise(asked):
        assert earlier.answered_at_s is not None
        assert earlier.answered_at_s <= later.at_s


def test_who_waits_for_a_turn_waits_no_longer_than_asked(client: LetterboxdClient, site: StandIn) -> None:
    budget = Pacer("letterboxd", 1000.0)
    budget.pause(PATIENCE_S)
    with counting(client, budget) as counts, ThreadPoolExecutor(1) as pool:
        first = pool.submit(counts.count, LONG)
        until(lambda: len(budget._queue) == 1)
        with pytest.raises(UpstreamTimeout):
            counts.count(NOBODY, Deadline.after(0.01))
        budget.close()
        assert isinstance(first.exception(PATIENCE_S), PacerClosed)
    assert site.count() == 0


def test_closing_releases_who_waits(client: LetterboxdClient) -> None:
    budget = Pacer("letterboxd", 1000.0)
    budget.pause(PATIENCE_S)
    with counting(client, budget) as counts, ThreadPoolExecutor(2) as pool:
        pool.submit(counts.count, LONG)
        until(lambda: len(budget._queue) == 1)
        waiting = pool.submit(counts.count, NOBODY)
        counts.close()
        budget.close()
        assert isinstance(waiting.exception(PATIENCE_S), PacerClosed)
