"""Wikidata's query service as the stand-in answers for it, and its faults."""

from collections import Counter

import pytest
import requests

from standin.fault_kinds import anywhere
from standin.fault_kinds.wikidata import KINDS
from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.timing import PATIENCE_S

QUERY = "SELECT ?slug ?tmdb WHERE { ?film wdt:P6127 ?slug; wdt:P4947 ?tmdb }"
NAMED = {"User-Agent": "NextFilm/1.0 (+https://example.org)", "Accept": "text/csv"}


def ask(standin: StandIn, query: str = QUERY, **headers: str) -> requests.Response:
    return requests.get(
        standin.wikidata_url, params={"query": query}, headers=NAMED | headers, timeout=PATIENCE_S
    )


def rows(response: requests.Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    header, *lines = response.text.removesuffix("\r\n").split("\r\n")
    assert header == "slug,tmdb"
    return [line.split(",") for line in lines]


def test_it_answers_slugs_with_ids_as_csv(served: StandIn, world: World) -> None:
    response = ask(served)
    assert response.headers["Content-Type"] == "text/csv;charset=utf-8"
    assert response.text.endswith("\r\n")
    found = rows(response)
    known = [(slug, number) for slug, number in found if slug in world.slugs]
    right = [(slug, number) for slug, number in known if str(world.slugs[slug].id) == number]
    assert 0.85 * len(world.films) < len({slug for slug, _ in right}) < 0.95 * len(world.films)


def test_values_repeat_as_they_really_do(served: StandIn) -> None:
    found = rows(ask(served))
    pairs = {(slug, number) for slug, number in found}
    assert len(pairs) < len(found)
    assert max(Counter(slug for slug, _ in pairs).values()) > 1
    assert max(Counter(number for _, number in pairs).values()) > 1


def test_series_are_not_among_them(served: StandIn, world: World) -> None:
    series = {film.slug for film in world.films.values() if film.series}
    assert not series & {slug for slug, _ in rows(ask(served))}


def test_pages_by_limit_and_offset_are_the_whole(served: StandIn) -> None:
    whole = rows(ask(served))
    pages: list[list[str]] = []
    for offset in range(0, len(whole) + 500, 500):
        page = rows(ask(served, f"{QUERY} LIMIT 500 OFFSET {offset}"))
        assert len(page) <= 500
        pages += page
    assert pages == whole
    assert rows(ask(served, f"{QUERY}\nOFFSET {len(whole)}")) == []


def test_ranges_by_the_first_letters(served: StandIn) -> None:
    query = (
        'SELECT ?slug ?tmdb WHERE { ?film wdt:P6127 ?slug; wdt:P4947 ?tmdb FILTER(STRSTARTS(?slug, "st")) }'
    )
    found = rows(ask(served, query))
    assert found == [row for row in rows(ask(served)) if row[0].startswith("st")]
    assert found


def test_columns_are_named_and_ordered_as_selected(served: StandIn) -> None:
    query = "SELECT DISTINCT ?id ?lb { ?film wdt:P4947 ?id . ?film wdt:P6127 ?lb } LIMIT 1"
    header, row, _ = ask(served, query).text.split("\r\n")
    assert header == "id,lb"
    assert row.split(",")[0].isdecimal()


def test_a_form_can_be_posted(served: StandIn) -> None:
    posted = requests.post(served.wikidata_url, data={"query": QUERY}, headers=NAMED, timeout=PATIENCE_S)
    assert posted.content == ask(served).content
    assert served.requests("wikidata")[-1].kind == "sparql"


@pytest.mark.parametrize("agent", ["", "python-requests/2.34.2"])
def test_a_nameless_client_is_403(served: StandIn, agent: str) -> None:
    response = ask(served, **{"User-Agent": agent})
    assert response.status_code == 403
    assert "user-agent" in response.text


@pytest.mark.parametrize(
    "query",
    ["", "SELECT * WHERE { ?s ?p ?o }", QUERY.replace("P4947", "P345"), QUERY.replace("?tmdb", "?x", 1)],
)
def test_another_question_is_400(served: StandIn, query: str) -> None:
    assert ask(served, query).status_code == 400


def test_another_format_is_406(served: StandIn) -> None:
    assert ask(served, Accept="application/json").status_code == 406


REFUSALS = {"status": 503, "throttle": 429, "timed_out": 500, "html_200": 200}


def test_every_fault_is_shown() -> None:
    assert {*REFUSALS, "truncated", "odd_rows"} == set(KINDS) - set(anywhere.KINDS)


@pytest.mark.parametrize("kind", REFUSALS)
def test_it_refuses(served: StandIn, kind: str) -> None:
    served.set_fault(Fault("wikidata", kind, times=1, retry_after_s=5))
    response = ask(served)
    assert response.status_code == REFUSALS[kind]
    assert response.headers["Retry-After"] == "5"
    assert not response.text.startswith("slug,tmdb")


def test_a_query_that_took_too_long_says_so(served: StandIn) -> None:
    served.set_fault(Fault("wikidata", "timed_out", times=1))
    assert "TimeoutException" in ask(served).text


def test_a_table_ends_in_the_middle(served: StandIn) -> None:
    whole = ask(served).text
    served.set_fault(Fault("wikidata", "truncated", times=1))
    assert ask(served).text == whole[: len(whole) // 2]


def test_odd_rows_stand_before_the_good_ones(served: StandIn) -> None:
    whole = rows(ask(served))
    served.set_fault(Fault("wikidata", "odd_rows", times=1))
    found = rows(ask(served))
    assert found[-len(whole) :] == whole
    assert found[: -len(whole)] == [["a-film", ""], ["", "12"], ["another", "soon"], ["a", "1", "2"], [""]]
