"""Who waits for a slot: jobs take turns, and a job's urgent calls go before its others."""

import threading
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from infra.http.pacing.fair_queue import FairQueue

Call = tuple[str, int]
"""Its job and its urgency."""


def served(calls: Sequence[Call]) -> list[int]:
    """The numbers of ``calls``, which all wait, in the order in which they go."""
    queue = FairQueue()
    waiters = [threading.Condition() for _ in calls]
    for waiter, (job, urgency) in zip(waiters, calls, strict=True):
        queue.join(waiter, job, urgency)
    return [waiters.index(waiter) for waiter in queue]


CALLS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), min_size=1, max_size=30)


def test_an_urgent_call_goes_next_and_the_head_stays_the_head() -> None:
    assert served([("a", 0), ("a", 0), ("a", 0), ("a", 2)]) == [0, 3, 1, 2]


def test_the_more_urgent_goes_first_and_equals_go_as_they_came() -> None:
    assert served([("a", 0), ("a", 1), ("a", 0), ("a", 2), ("a", 1)]) == [0, 3, 1, 4, 2]


@given(CALLS)
def test_urgency_takes_nothing_from_other_jobs(calls: list[Call]) -> None:
    """Each place belongs to the job that would have it if no call were urgent."""
    plain = served([(job, 0) for job, _ in calls])
    assert [calls[number][0] for number in served(calls)] == [calls[number][0] for number in plain]


@given(CALLS)
def test_behind_the_head_each_job_goes_by_urgency_and_then_by_arrival(calls: list[Call]) -> None:
    for job in "abc":
        behind = [number for number in served(calls)[1:] if calls[number][0] == job]
        assert behind == sorted(behind, key=lambda number: (-calls[number][1], number))


@given(CALLS, st.data())
def test_who_leaves_changes_the_order_of_nobody_else(calls: list[Call], data: st.DataObject) -> None:
    queue = FairQueue()
    waiters = [threading.Condition() for _ in calls]
    for waiter, (job, urgency) in zip(waiters, calls, strict=True):
        queue.join(waiter, job, urgency)
    before = list(queue)
    gone = data.draw(st.sampled_from(waiters))
    queue.leave(gone)
    assert list(queue) == [waiter for waiter in before if waiter is not gone]
    assert len(queue) == len(calls) - 1
