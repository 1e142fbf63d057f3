"""A job on a later day: what was learnt of films is used at once, and read anew once the job is done."""

from standin.server import StandIn
from tests.pipeline.harness import harness_over
from tests.timing import until

MEMBER = "popcorn_den"
DAY_S = 86_400.0


def test_a_job_of_the_next_day_asks_for_no_details_and_has_them_read_anew_afterwards(
    standin: StandIn,
) -> None:
    with harness_over(standin) as harness:
        first = harness.run(MEMBER, include_streaming=False)
        details = standin.count("tmdb", "details")
        harness.clock.passed_s = DAY_S + 60
        standin.reset_log()
        added: list[set[int]] = []
        refresher = harness.clients.refresher
        add, refresher.add = refresher.add, lambda ids: added.append(set(ids))  # type: ignore[assignment, method-assign]
        second = harness.run(MEMBER, include_streaming=False)
        assert standin.count("tmdb", "details") == 0
        assert [each.scored.candidate.item for each in second.recommendations] == [
            each.scored.candidate.item for each in first.recommendations
        ]
        (stale,) = added
        assert 0.9 * details <= len(stale) <= details
        add(stale)
        until(lambda: refresher._thread is None)
        assert standin.count("tmdb", "details") == len(stale)
        harness.run(MEMBER, include_streaming=False)
        assert added[1].isdisjoint(stale)


def test_tmdbs_offers_of_the_next_day_are_asked_for_anew_and_bring_the_details(standin: StandIn) -> None:
    with harness_over(standin) as harness:
        harness.run(MEMBER)
        harness.clock.passed_s = DAY_S + 60
        standin.reset_log()
        report = harness.run(MEMBER)
        assert {each.availability for each in report.recommendations} == {"known"}
        assert standin.count("tmdb", "providers") == 0
