"""TMDB's answers: what may be missing, what may not, and what damage does."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from errors import UpstreamMalformed
from infra.tmdb import schemas
from infra.tmdb.genres import GENRES
from metrics import ODD_ROWS
from services.models.facts import NO_FACTS
from services.models.films import ListedOffer, ListItem
from tests.conftest import MANY_EXAMPLES
from tests.infra.json_paths import paths_in

Json = dict[str, Any]


BOOK = "Heat " * 200_000


def entry(**changes: object) -> Json:
    return {
        "adult": False,
        "genre_ids": [80, 18],
        "id": 949,
        "original_language": "en",
        "original_title": "Heat",
        "popularity": 40.1,
        "poster_path": "/heat.jpg",
        "release_date": "1995-12-15",
        "title": "Heat",
        "vote_average": 7.9,
        "vote_count": 7000,
        "an_unknown_key": {"of": ["any", "kind"]},
    } | changes


def details(**changes: object) -> Json:
    film = entry(genres=[{"id": 80, "name": "Crime"}], runtime=170, imdb_id="tt0113277")
    film |= {"credits": {"crew": []}, "similar": {"results": []}, "recommendations": {"results": []}}
    del film["genre_ids"]
    return film | changes


def without(film: Json, *names: str) -> Json:
    return {name: value for name, value in film.items() if name not in names}


def read_list(*entries: Json) -> tuple[ListItem, ...]:
    return schemas.list_items(schemas.decode(json.dumps({"results": entries}).encode(), schemas.Results))


def read_details(film: Json) -> Any:
    return schemas.item(schemas.decode(json.dumps(film).encode(), schemas.Details))


def odd_rows(kind: str) -> float:
    return sum(
        sample.value
        for metric in ODD_ROWS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total") and sample.labels == {"service": "tmdb", "kind": kind}
    )


HEAT = ListItem(
    949, "Heat", "Heat", 1995, "1995-12-15", ("Crime", "Drama"), 7.9, 7000, 40.1, "/heat.jpg", "en"
)

ODD_LISTS: tuple[object, ...] = (None, {}, [None], 80, ["Crime"])
ODD_AVERAGES: tuple[object, ...] = (None, "high", -1, 11, [])


def test_a_list_item_is_read() -> None:
    assert read_list(entry()) == (HEAT,)


@pytest.mark.parametrize(
    "film", [entry(release_date=""), entry(release_date=None), without(entry(), "release_date")]
)
def test_a_film_may_have_no_release_date(film: Json) -> None:
    (item,) = read_list(film)
    assert (item.year, item.release_date) == (None, "")


@pytest.mark.parametrize(
    "film", [entry(poster_path=None), entry(poster_path=""), without(entry(), "poster_path")]
)
def test_a_film_may_have_no_poster(film: Json) -> None:
    (item,) = read_list(film)
    assert item.poster_path is None


def test_figures_may_be_whole_numbers() -> None:
    (item,) = read_list(entry(vote_average=8, popularity=0))
    assert item.vote_average == 8.0


def test_a_genre_that_is_not_known_is_not_named() -> None:
    (item,) = read_list(entry(genre_ids=[80, 4711]))
    assert item.genres == ("Crime",)


def test_every_genre_has_its_name() -> None:
    assert len(set(GENRES.values())) == 19


def test_adult_films_are_left_out_of_lists() -> None:
    assert read_list(entry(adult=True), entry()) == (HEAT,)


@pytest.mark.parametrize(
    "film",
    [
        without(entry(), "id"),
        *(entry(id=value) for value in (None, "soon", -1, 0, 1.5, True, 10**30)),
        without(entry(), "title", "original_title"),
        entry(title=None, original_title=None),
        entry(title=" ", original_title=""),
        entry(title=BOOK, original_title=BOOK),
        without(entry(), "release_date", "genre_ids", "vote_average", "vote_count", "popularity"),
    ],
)
def test_a_row_that_names_no_film_is_dropped(film: Json) -> None:
    assert read_list(film, entry()) == (HEAT,)


@pytest.mark.parametrize(
    ("film", "changed"),
    [
        (without(entry(), "title"), {}),
        (entry(original_title=None), {}),
        (entry(original_title=BOOK), {}),
        *((entry(vote_average=value), {"vote_average": 0.0}) for value in ODD_AVERAGES),
        *((entry(vote_count=value), {"vote_count": 0}) for value in (None, "many", -1, 1e12)),
        *((entry(popularity=value), {"popularity": 0.0}) for value in (None, "high", 1e12)),
        *((entry(genre_ids=value), {"genres": ()}) for value in ODD_LISTS),
        (entry(genre_ids=[80, "x", None]), {"genres": ("Crime",)}),
        *((entry(original_language=value), {"original_language": ""}) for value in (None, 7)),
        *(
            (entry(release_date=value), {"release_date": "", "year": None})
            for value in ("15 December 1995", "1995", 1995, "1995-12-15\n")
        ),
    ],
)
def test_a_field_that_does_not_fit_is_unknown(film: Json, changed: dict[str, Any]) -> None:
    assert read_list(film) == (replace(HEAT, **changed),)


def test_numbers_as_text_are_numbers() -> None:
    text = entry(id="949", vote_average="7.9", vote_count="7000", popularity="40.1", genre_ids=["80", "18"])
    assert read_list(text) == (HEAT,)
    assert read_details(details(runtime="170")).runtime_min == 170


@pytest.mark.parametrize("name", ["similar", "recommendations", "credits", "genres", "external_ids"])
@pytest.mark.parametrize("value", [None, {}, [], "none"])
def test_a_film_lacks_what_did_not_come_and_nothing_else(name: str, value: object) -> None:
    whole = read_details(details())
    film = read_details(details(**{name: value}))
    if name == "genres":  # which are told in Spanish, too
        whole = replace(whole, genres=(), facts=NO_FACTS)
    assert film == whole
    assert film == read_details(without(details(), name))


@pytest.mark.parametrize(
    "film",
    [without(details(), "id"), details(id=None), details(title=None, original_title=None), [], None],
    ids=["no id", "null id", "no title", "a list", "null"],
)
def test_details_without_identity_are_malformed(film: Any) -> None:
    with pytest.raises(UpstreamMalformed) as caught:
        read_details(film)
    assert caught.value.service == "tmdb"


def test_what_is_dropped_is_counted_by_the_field_it_stood_in() -> None:
    before = {kind: odd_rows(kind) for kind in ("results", "genre_ids", "release_date")}
    read_list(
        entry(id=None), entry(), entry(genre_ids={}), entry(release_date="soon"), entry(vote_count=None)
    )
    assert {kind: odd_rows(kind) - number for kind, number in before.items()} == dict.fromkeys(before, 1)


def test_a_film_is_read_with_directors_and_neighbours() -> None:
    crew = [
        {"name": "Michael Mann", "job": "Director"},
        {"name": "Michael Mann", "job": "Producer"},
        {"name": "Somebody Else", "job": "Director"},
        {"name": "Michael Mann", "job": "Director"},
        {"name": "Nameless job"},
    ]
    item = read_details(
        details(
            credits={"crew": crew, "cast": [{"name": name} for name in "ABCADEFG"]},
            similar={"results": [entry()]},
            recommendations={"results": []},
        )
    )
    assert item.directors == ("Michael Mann", "Somebody Else")
    assert item.cast == tuple("ABCDE"), "the first five, each once"
    assert item.similar == (HEAT,)
    assert item.recommendations == ()
    assert (item.runtime_min, item.imdb_id, item.genres) == (170, "tt0113277", ("Crime",))


@pytest.mark.parametrize("unknown", [0, None])
def test_an_unknown_run_time_is_none(unknown: int | None) -> None:
    assert read_details(details(runtime=unknown)).runtime_min is None


@pytest.mark.parametrize(
    ("film", "imdb_id"),
    [
        (details(imdb_id=None, external_ids={"imdb_id": "tt1"}), "tt1"),
        (details(imdb_id="", external_ids={"imdb_id": ""}), None),
        (without(details(), "imdb_id"), None),
    ],
)
def test_the_imdb_id_stands_in_either_place_or_in_none(film: Json, imdb_id: str | None) -> None:
    assert read_details(film).imdb_id == imdb_id


def test_a_film_that_is_adult_itself_is_read() -> None:
    assert read_details(details(adult=True)).tmdb_id == 949


def provider(name: str, priority: int = 0) -> Json:
    return {
        "provider_id": len(name),
        "provider_name": name,
        "logo_path": "/x.jpg",
        "display_priority": priority,
    }


def test_offers_stand_in_order_of_what_they_cost_then_of_priority() -> None:
    body = {
        "results": {
            "CL": {
                "link": "https://example.org/watch",
                "buy": [provider("Shop")],
                "rent": [provider("Shop")],
                "ads": [provider("Ads")],
                "free": [provider("Library")],
                "flatrate": [provider("Second", 5), provider("First", 2)],
            }
        }
    }
    providers = schemas.decode(json.dumps(body).encode(), schemas.WatchProviders)
    link = "https://example.org/watch"
    assert schemas.offers(providers, "CL") == (
        ListedOffer("First", "flatrate", link, 5),
        ListedOffer("Second", "flatrate", link, 6),
        ListedOffer("Library", "free", link, 7),
        ListedOffer("Ads", "ads", link, 3),
        ListedOffer("Shop", "rent", link, 4),
        ListedOffer("Shop", "buy", link, 4),
    )
    assert schemas.offers(providers, "DE") == ()


@pytest.mark.parametrize("provider_id", [None, "x", {}])
def test_a_provider_id_that_is_none_is_not_known(provider_id: object) -> None:
    body = {"results": {"CL": {"flatrate": [provider("First") | {"provider_id": provider_id}]}}}
    providers = schemas.decode(json.dumps(body).encode(), schemas.WatchProviders)
    assert schemas.offers(providers, "CL") == (ListedOffer("First", "flatrate", None),)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.org", "/watch", ""])
def test_a_link_that_is_no_web_address_is_not_known(link: str) -> None:
    body = {"results": {"CL": {"link": link, "flatrate": [provider("First")]}}}
    providers = schemas.decode(json.dumps(body).encode(), schemas.WatchProviders)
    assert schemas.offers(providers, "CL") == (ListedOffer("First", "flatrate", None, 5),)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@MANY_EXAMPLES
def test_a_damaged_answer_invents_no_film(data: st.DataObject) -> None:
    film = details(
        similar={"results": [entry(), entry(id=2)]}, credits={"crew": [{"name": "M", "job": "Director"}]}
    )
    *path, key = data.draw(st.sampled_from(paths_in(film)))
    holder: Any = film
    for step in path:
        holder = holder[step]
    replacement = data.draw(ANYTHING)
    holder[key] = replacement
    try:
        item = read_details(film)
    except UpstreamMalformed:
        assert (path, key) == ([], "id")
        return
    ids = {949, 2, replacement} if isinstance(replacement, int) else {949, 2}
    assert {item.tmdb_id, *(each.tmdb_id for each in item.similar)} <= ids


def test_an_answer_without_results_is_not_an_empty_one() -> None:
    with pytest.raises(UpstreamMalformed):
        schemas.decode(b'{"page": 1, "total_results": 0}', schemas.Results)


@given(st.binary(max_size=80))
@example(b"")
@example(b"\xff\xfe")
@example(b"[" * 100_000)
@example(b'{"results":' + b"[" * 100_000)
@example(b'{"results": null}')
@MANY_EXAMPLES
def test_rubbish_is_no_answer(body: bytes) -> None:
    with pytest.raises(UpstreamMalformed):
        schemas.decode(body, schemas.WatchProviders)
