"""No address holds more than half of the pipeline's places, and none waits for all of another."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jobs.turns import Ticket, Turns, in_turn
from tests.conftest import MANY_EXAMPLES


def turns_of(addresses: str, places: int, *, is_shared_out: bool = True) -> Turns:
    """A ticket for each letter, in order; its request id is its place among those of its address."""
    turns = Turns(places, is_shared_out=is_shared_out)
    for ticket in tickets(addresses):
        turns.add(ticket)
    return turns


def tickets(addresses: str) -> list[Ticket]:
    seen: Counter[str] = Counter()
    found = []
    for address in addresses:
        seen[address] += 1
        found.append(Ticket(f"{address}{seen[address]}", address))
    return found


def taken(turns: Turns) -> list[str]:
    found = []
    while ticket := turns.take():
        found.append(ticket.request_id)
    return found


def test_one_address_with_many_jobs_leaves_half_of_the_places_to_others_though_none_waits() -> None:
    turns = turns_of("aaaaa", 4)
    assert taken(turns) == ["a1", "a2"]
    turns.add(Ticket("b1", "b"))
    assert taken(turns) == ["b1"], "whoever comes then begins at once"


def test_a_single_place_is_for_anybody() -> None:
    assert taken(turns_of("aa", 1)) == ["a1"]


def test_places_need_not_be_shared_out() -> None:
    assert taken(turns_of("aaaaa", 4, is_shared_out=False)) == ["a1", "a2", "a3", "a4"]


def test_addresses_take_turns_whoever_came_with_more() -> None:
    assert [each.request_id for each in in_turn(tickets("aaabbc"))] == ["a1", "b1", "c1", "a2", "b2", "a3"]
    running = [Ticket("a0", "a")]
    assert [each.request_id for each in in_turn(tickets("aab"), running)] == ["b1", "a1", "a2"]


@MANY_EXAMPLES
@given(st.text("abcd", max_size=30), st.integers(1, 9), st.data())
def test_every_job_gets_its_turn_and_no_address_ever_holds_more_than_half(
    addresses: str, places: int, data: st.DataObject
) -> None:
    turns = turns_of(addresses, places)
    running: list[Ticket] = []
    ended: list[str] = []
    while True:
        while ticket := turns.take():
            running.append(ticket)
        assert len(running) <= places
        held = Counter(each.address for each in running)
        assert all(number <= max(1, places // 2) for number in held.values())
        if not running:
            break
        ends = running.pop(data.draw(st.integers(0, len(running) - 1)))
        turns.give_back(ends)
        ended.append(ends.request_id)
    assert sorted(ended) == sorted(each.request_id for each in tickets(addresses))
    assert turns.waiting == turns.running == ()
