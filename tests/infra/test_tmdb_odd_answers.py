"""One odd thing in an answer of TMDB's never costs the good ones beside it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from infra.tmdb import schemas
from services.models.films import MONETIZATIONS, Item, ListedOffer, ListItem
from standin.fault_kinds.mutations import ABSENT, FIELD_MUTATIONS, ROW_MUTATIONS
from tests.conftest import MANY_EXAMPLES
from tests.infra.json_paths import paths_in
from tests.infra.tmdb_answers import Json, details_body, film_ids, providers_body, search_body

T = TypeVar("T")

CASES = Path(__file__).parent / "cases"

TOLD_ON_CARDS = (
    "overview", "tagline", "backdrop_path", "videos", "release_dates", "translations", "images",
)  # fmt: skip
TOLD_BY = {
    "title": {"title", "original_title", "facts"},
    "original_title": {"title", "original_title", "facts"},
    "release_date": {"release_date", "year"},
    "genres": {"genres", "facts"},
    "credits": {"directors", "cast", "facts"},
    "runtime": {"runtime_min"},
    "imdb_id": {"imdb_id"},
    "external_ids": {"imdb_id"},
    **{name: {name} for name in ("vote_average", "vote_count", "popularity", "poster_path")},
    **{name: {name} for name in ("similar", "recommendations")},
    "original_language": {"original_language", "facts"},
    **{name: {"facts"} for name in (*TOLD_ON_CARDS, "origin_country", "production_countries")},
}
"""What of a film each field of its details tells."""

films = st.sampled_from(film_ids())
row_mutations = st.sampled_from(ROW_MUTATIONS)
values = st.sampled_from(FIELD_MUTATIONS)


def read_search(answer: Json) -> tuple[ListItem, ...]:
    return schemas.list_items(schemas.decode(json.dumps(answer).encode(), schemas.Results))


def read_details(answer: Json) -> Item:
    return schemas.item(schemas.decode(json.dumps(answer).encode(), schemas.Details))


def read_offers(answer: Json, countries: Iterable[str]) -> dict[str, tuple[ListedOffer, ...]]:
    providers = schemas.decode(json.dumps(answer).encode(), schemas.WatchProviders)
    return {country: schemas.offers(providers, country) for country in countries}


def replace(holder: Any, key: Any, value: object) -> None:
    if value is not ABSENT:
        holder[key] = value
    else:
        del holder[key]


def break_row(data: st.DataObject, rows: list[Any]) -> int:
    """Break a row in one of ten ways, or a field of it; answer its place."""
    place = data.draw(st.integers(0, len(rows) - 1))
    if data.draw(st.booleans()):
        rows[place] = data.draw(row_mutations)(rows[place])
    else:
        replace(rows[place], data.draw(st.sampled_from(sorted(rows[place]))), data.draw(values))
    return place


def assert_others_stay(before: tuple[T, ...], after: tuple[T, ...], place: int) -> None:
    """Of ``before`` the one at ``place`` may be missing or changed in ``after``, and nothing else."""
    others = before[:place] + before[place + 1 :]
    assert after == others or after[:place] + after[place + 1 :] == others


def break_anywhere(data: st.DataObject, answer: Json, name: str) -> None:
    """Break ``answer[name]``, or any value in it."""
    *path, key = data.draw(st.sampled_from([(name,), *paths_in(answer[name], (name,))]))
    holder: Any = answer
    for step in path:
        holder = holder[step]
    replace(holder, key, data.draw(values))


@given(films, st.data())
@MANY_EXAMPLES
def test_an_odd_row_of_a_search_costs_at_most_itself(film_id: int, data: st.DataObject) -> None:
    answer = json.loads(search_body(film_id))
    before = read_search(answer)
    place = break_row(data, answer["results"])
    assert_others_stay(before, read_search(answer), place)


@given(films, st.sampled_from(["similar", "recommendations"]), st.data())
@MANY_EXAMPLES
def test_an_odd_row_in_details_costs_at_most_itself(film_id: int, name: str, data: st.DataObject) -> None:
    answer = json.loads(details_body(film_id))
    before = asdict(read_details(answer))
    place = break_row(data, answer[name]["results"])
    after = asdict(read_details(answer))
    assert_others_stay(before.pop(name), after.pop(name), place)
    assert after == before


@given(films, st.data())
@MANY_EXAMPLES
def test_an_odd_field_of_details_costs_at_most_what_it_tells(film_id: int, data: st.DataObject) -> None:
    answer = json.loads(details_body(film_id))
    before = read_details(answer)
    name = data.draw(st.sampled_from(sorted(answer.keys() - {"id"})))
    break_anywhere(data, answer, name)
    after = read_details(answer)
    changed = {
        each for each in Item.__slots__ + ListItem.__slots__ if getattr(before, each) != getattr(after, each)
    }
    assert changed <= TOLD_BY.get(name, set())


@given(films, st.data())
@MANY_EXAMPLES
def test_an_odd_country_or_offer_costs_at_most_itself(film_id: int, data: st.DataObject) -> None:
    answer = json.loads(providers_body(film_id))
    countries = sorted(answer["results"])
    before = read_offers(answer, countries)
    country = data.draw(st.sampled_from(countries))
    break_anywhere(data, answer["results"], country)
    after = read_offers(answer, countries)
    names = {(offer.provider, offer.monetization) for offer in before.pop(country)}
    assert {
        (offer.provider, offer.monetization) for offer in after.pop(country) if offer.provider != "soon"
    } <= names
    assert after == before


@given(films, st.data())
@MANY_EXAMPLES
def test_an_odd_offer_costs_at_most_itself(film_id: int, data: st.DataObject) -> None:
    answer = json.loads(providers_body(film_id))
    country = data.draw(st.sampled_from(sorted(answer["results"])))
    before = read_offers(answer, [country])[country]
    groups = sorted(answer["results"][country].keys() & set(MONETIZATIONS))
    offers = answer["results"][country][data.draw(st.sampled_from(groups))]
    place = data.draw(st.integers(0, len(offers) - 1))
    name = offers[place]["provider_name"]
    offers[place] = data.draw(row_mutations)(offers[place])
    after = read_offers(answer, [country])[country]
    assert [offer for offer in after if offer.provider != name] == [
        offer for offer in before if offer.provider != name
    ]


# cases from the world outside


def test_a_collection_among_the_films_is_passed_over() -> None:
    answer = json.loads((CASES / "tmdb_search_with_collection_row.json").read_text(encoding="utf-8"))
    assert [film.title for film in read_search(answer)] == ["Invented One"]


def test_details_without_recommendations_have_none() -> None:
    film = read_details(
        json.loads((CASES / "tmdb_details_without_recommendations.json").read_text(encoding="utf-8"))
    )
    assert (film.title, film.directors, film.recommendations) == ("Invented One", ("In Vented",), ())


def test_details_of_which_nothing_was_appended_are_a_film() -> None:
    film = read_details({"id": 7, "title": "Invented One"})
    assert film == Item(7, "Invented One", "Invented One", None, "", (), 0.0, 0, 0.0, None, "")
