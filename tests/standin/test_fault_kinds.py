"""All faults together: each says what it does, and each leaves the other services alone."""

from collections.abc import Callable, Mapping
from typing import get_args

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from simplejustwatchapi.query import prepare_search_request

from standin.fault_kinds.kind import Deed
from standin.fault_kinds.mutations import FIELD_MUTATIONS, ROW_MUTATIONS, broken_field, broken_row
from standin.faults import KINDS, Fault, Service
from standin.habits import Habits
from standin.server import DEMO_KEY, StandIn
from tests.timing import PATIENCE_S

QUERY = "SELECT ?slug ?tmdb WHERE { ?film wdt:P6127 ?slug; wdt:P4947 ?tmdb } LIMIT 20"
ALL: list[tuple[Service, str]] = [(service, kind) for service in get_args(Service) for kind in KINDS[service]]

Ask = Callable[[], requests.Response]


def questions(standin: StandIn) -> Mapping[str, Ask]:
    """One request of each service, by its name."""
    film = max(standin.world.films.values(), key=lambda film: film.vote_count)
    search = prepare_search_request(film.title, "US", "en", 2, True, 0, None, None, None, None)
    details = f"{standin.tmdb_url}/movie/{film.id}"
    query = {"query": QUERY}
    named = {"User-Agent": "NextFilm/1 (+https://example.org)", "Accept": "text/csv"}

    def ask(method: str, url: str, **options: object) -> Ask:
        return lambda: requests.request(method, url, timeout=PATIENCE_S, **options)  # type: ignore[arg-type]

    return {
        "letterboxd": ask("GET", f"{standin.letterboxd_url}/twelvefold/films/"),
        "rss": ask("GET", f"{standin.letterboxd_url}/twelvefold/rss/"),
        "tmdb": ask("GET", details, params={"api_key": DEMO_KEY, "append_to_response": "watch/providers"}),
        "justwatch": ask("POST", standin.justwatch_url, json=search),
        "wikidata": ask("GET", standin.wikidata_url, params=query, headers=named),
    }


@pytest.fixture(scope="module")
def answers(served: StandIn) -> Mapping[str, bytes]:
    """What each service answers when nothing is wrong."""
    return {service: ask().content for service, ask in questions(served).items()}


@pytest.mark.parametrize("service", KINDS)
def test_faults_of_one_service_change_no_other(
    served: StandIn, answers: Mapping[str, bytes], service: Service
) -> None:
    for kind in KINDS[service]:
        served.set_fault(Fault(service, kind))
    others = {other: ask().content for other, ask in questions(served).items() if other != service}
    served.clear_faults()
    assert others.items() <= answers.items()


def test_a_fault_is_over_when_it_is_cleared(served: StandIn, answers: Mapping[str, bytes]) -> None:
    for service, kind in ALL:
        served.set_fault(Fault(service, kind))
    served.clear_faults()
    assert {service: ask().content for service, ask in questions(served).items()} == answers


def test_every_fault_says_in_a_sentence_what_is_seen() -> None:
    for service, kind in ALL:
        says = KINDS[service][kind].says
        assert says[0].isupper() or not says[0].isalpha(), (service, kind)
        assert says.endswith("."), (service, kind)
        assert len(says) < 110, (service, kind)


def test_every_service_can_lose_its_connection() -> None:
    assert set(KINDS) == set(get_args(Service))
    for kinds in KINDS.values():
        assert {"delay", "timeout", "drop", "reset", "trickle"} <= set(kinds)
        assert isinstance(kinds["drop"], Deed)


def test_they_are_listed_over_http(served: StandIn) -> None:
    listed = requests.get(f"{served.base_url}/_control/kinds", timeout=PATIENCE_S).json()
    assert listed["tmdb"]["not_found"] == "404 with code 34."
    assert {name: set(kinds) for name, kinds in listed.items()} == {
        name: set(kinds) for name, kinds in KINDS.items()
    }


class TestMutations:
    def test_there_are_ten_of_each(self) -> None:
        assert len(ROW_MUTATIONS) == len(FIELD_MUTATIONS) == 10

    def test_no_row_that_is_broken_can_be_known_by_its_id(self) -> None:
        for mutate in ROW_MUTATIONS:
            row = mutate({"id": 7, "title": "Tides"})
            assert not (isinstance(row, dict) and row.get("id") == 7)

    @given(key=st.integers())
    def test_the_same_key_breaks_the_same_way(self, key: int) -> None:
        row = {"id": 7, "title": "Tides", "popularity": 1.0, "video": False}
        assert broken_row(row, key) == broken_row(row, key)
        once = broken_field(row, key, ("id", "title"))
        assert once == broken_field(row, key, ("id", "title"))
        assert (once["id"], once["title"]) == (7, "Tides")
        assert sum(once.get(name, ...) is not value for name, value in row.items()) <= 1

    def test_a_row_of_needed_fields_only_stays_whole(self) -> None:
        assert broken_field({"id": 7}, 1, ("id",)) == {"id": 7}

    def test_all_ways_occur(self) -> None:
        rows = [broken_row({"id": 7, "title": "Tides"}, key) for key in range(300)]
        assert len({repr(row) for row in rows}) == 10
        fields = [broken_field({"id": 7, "year": 1990}, key, ("id",)) for key in range(300)]
        assert len({repr(row) for row in fields}) == 10


def test_habits_are_on_unless_switched_off() -> None:
    assert Habits() == Habits(True, True, True, True)
