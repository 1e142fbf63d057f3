"""The crowd's own eyes: what a person of the load test sees of a job, and that a fault would be noticed."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from bench.load_client import Event
from bench.load_crowd import Times
from bench.load_person import Person, Visit
from tests.conftest import LiveApp


def person(live: LiveApp, kind: type[Person] = Person, drop_every: int = 0) -> Person:
    port = urlsplit(live.url).port
    assert port is not None
    return kind("twelvefold", [port], random.Random(1), drop_every)


def visit_of(person: Person) -> Visit:
    """In a thread of its own, as a browser of other tests may run a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, person.come()).result()


@pytest.mark.parametrize("drop_every", [0, 3])
def test_a_person_sees_everything_once_also_over_lost_connections(live_app: LiveApp, drop_every: int) -> None:
    visit = visit_of(person(live_app, drop_every=drop_every))
    assert (visit.outcome, visit.lost, visit.doubled, visit.is_right) == ("succeeded", 0, 0, True)
    assert visit.first_card_s is not None
    assert 0 < visit.accepted_s <= visit.first_card_s <= visit.total_s
    assert (visit.reconnects > 0) == (drop_every > 0)


class Blinking(Person):
    """Misses the first card, and sees the second twice."""

    def _see(self, event: Event, passed_s: float) -> None:
        number = len(self.visit.cards) if event.name == "recommendation" else 2
        if not number and not self.visit.refusals:
            self.visit.refusals = 1  # once
            return
        super()._see(event, passed_s)
        if not number:
            super()._see(event, passed_s)


def test_a_card_that_is_missed_and_one_that_comes_twice_are_noticed(live_app: LiveApp) -> None:
    visit = visit_of(person(live_app, Blinking))
    assert (visit.lost, visit.doubled) == (1, 1)


def test_percentiles_are_values_that_were_measured() -> None:
    assert Times([3.0, 1.0, 2.0]).at(0.5) == 2.0
    assert Times([float(n) for n in range(1, 101)]).at(0.99) == 99.0
    assert Times([5.0]).at(0.99) == 5.0
