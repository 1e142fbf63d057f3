"""The faults of what is appended to TMDB's details: for each the shape that it gives."""

from collections.abc import Sequence
from typing import Any

import pytest
import requests

from standin.fault_kinds.tmdb_extras import LISTS, PARTS
from standin.faults import Fault
from standin.invented_facts import facts_of
from standin.model import Film
from standin.server import DEMO_KEY, StandIn
from tests.timing import PATIENCE_S

APPENDED = "credits,images,release_dates,translations,videos"


@pytest.fixture(scope="module")
def film(tmdb: StandIn) -> Film:
    """A film that has everything."""
    return next(
        film
        for film in tmdb.world.films.values()
        if film.vote_count > 50 and "es-ES" in facts_of(film).texts and facts_of(film).videos
    )


def details(standin: StandIn, film: Film) -> Any:
    query = {"api_key": DEMO_KEY, "append_to_response": APPENDED}
    response = requests.get(f"{standin.tmdb_url}/movie/{film.id}", params=query, timeout=PATIENCE_S)
    assert response.status_code == 200
    return response.json()


def spoiled(standin: StandIn, film: Film, kind: str) -> tuple[Any, Any]:
    before = details(standin, film)
    standin.set_fault(Fault("tmdb", kind))
    after = details(standin, film)
    standin.clear_faults()
    return before, after


def lists_at(value: Any, way: Sequence[str]) -> list[Any]:
    """What stands at the end of the way: several where it goes through every entry of a list."""
    if not way:
        return [value]
    if way[0] == "*":
        return [found for each in value for found in lists_at(each, way[1:])]
    return lists_at(value[way[0]], way[1:])


@pytest.mark.parametrize("name", LISTS)
def test_odd_entries_stand_beside_the_good_ones(tmdb: StandIn, film: Film, name: str) -> None:
    before, after = spoiled(tmdb, film, f"odd_{name}")
    for good, odd in zip(lists_at(before, LISTS[name]), lists_at(after, LISTS[name]), strict=True):
        assert good
        assert odd[1::2] == good
        assert not any(each in good for each in odd[::2])


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_is_broken_somewhere(tmdb: StandIn, film: Film, name: str) -> None:
    before, after = spoiled(tmdb, film, f"broken_{name}")
    for good, broken in zip(lists_at(before, LISTS[name]), lists_at(after, LISTS[name]), strict=True):
        assert len(good) == len(broken)
        assert good != broken


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_null(tmdb: StandIn, film: Film, name: str) -> None:
    _, after = spoiled(tmdb, film, f"null_{name}")
    assert {repr(found) for found in lists_at(after, LISTS[name])} == {"None"}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_absent(tmdb: StandIn, film: Film, part: str) -> None:
    before, after = spoiled(tmdb, film, f"without_{part}")
    assert before.keys() - after.keys() == {part}


def test_a_text_of_every_translation_is_broken(tmdb: StandIn, film: Film) -> None:
    before, after = spoiled(tmdb, film, "broken_texts")
    way = ("translations", "translations", "*", "data")
    for good, broken in zip(lists_at(before, way), lists_at(after, way), strict=True):
        assert good != broken


def test_what_was_not_appended_is_not_spoiled(tmdb: StandIn, film: Film) -> None:
    url = f"{tmdb.tmdb_url}/movie/{film.id}"
    before = requests.get(url, params={"api_key": DEMO_KEY}, timeout=PATIENCE_S).json()
    tmdb.set_fault(Fault("tmdb", "odd_videos"))
    assert requests.get(url, params={"api_key": DEMO_KEY}, timeout=PATIENCE_S).json() == before
    tmdb.clear_faults()
