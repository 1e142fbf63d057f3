"""What cards show is read from the details, and one odd thing among it costs itself alone."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tmdb import schemas
from infra.tmdb.card_shapes import MOST_CHARACTERS, wordings
from infra.tmdb.codecs import FilmCodec
from infra.tmdb.genres import GENRES, GENRES_IN
from services.models.facts import Facts, Trailer, Wording
from services.models.films import Item
from standin.fault_kinds.mutations import ABSENT, FIELD_MUTATIONS, ROW_MUTATIONS
from tests.conftest import MANY_EXAMPLES

ROOT = Path(__file__).parents[2]
DETAILS = json.loads((Path(__file__).parent / "cases" / "tmdb_details_with_facts.json").read_text("utf-8"))
LISTS = {
    "cast": ("credits", "cast"),
    "videos": ("videos", "results"),
    "releases": ("release_dates", "results"),
    "translations": ("translations", "translations"),
    "posters": ("images", "posters"),
}
"""By name, where the rows of a list stand."""


def details(**fields: object) -> Any:
    return copy.deepcopy(DETAILS) | fields


def read(answer: Any) -> Item:
    return schemas.item(schemas.decode(json.dumps(answer).encode(), schemas.Details))


def facts(**fields: object) -> Facts:
    return read(details(**fields)).facts


def in_language(language: str, **fields: object) -> Wording:
    """What belongs to no region, or to that of ``language``."""
    found = [each for each in facts(**fields).wordings if each.language == language]
    return found[0] if found else Wording(language)


def video(**fields: object) -> dict[str, object]:
    return {"iso_639_1": "en", "key": "k", "site": "YouTube", "type": "Trailer", "official": True} | fields


# what is read


def test_plot_and_tagline_are_those_of_the_details() -> None:
    english = in_language("en")
    assert (english.overview, english.tagline) == ("A clockmaker finds an hour too many.", "Time will tell.")


def test_five_of_the_cast_are_kept_each_once_with_whom_they_play() -> None:
    film = read(details())
    assert film.cast == ("Ada Roe", "Ben Poe", "Cy Moe", "Dee Noe", "Eve Zoe")
    assert film.facts.characters == ("Vera", "", "The Mayor (voice)", "Nurse", "Guard")


def test_the_trailer_is_the_official_one_with_the_finest_picture() -> None:
    assert in_language("en").trailer == Trailer("YouTube", "best-000001")
    assert in_language("es").trailer == Trailer("Vimeo", "123456789")


@pytest.mark.parametrize(
    ("others", "key"),
    [
        ([video(key="fan", official=False), video(key="teaser", type="Teaser")], "fan"),
        ([video(key="teaser", type="Teaser"), video(key="clip", type="Clip")], "teaser"),
        ([video(key="silent", iso_639_1=None)], "silent"),
        ([video(key="clip", type="Clip"), video(key="here", site="Dailymotion"), video(key="a b")], None),
        ([video(key=""), video(key="x" * 65)], None),
    ],
)
def test_the_next_best_trailer_stands_in(others: list[object], key: str | None) -> None:
    trailer = in_language("en", videos={"results": others}).trailer
    assert (trailer and trailer.key) == key


def test_an_age_rating_is_that_of_the_release_in_cinemas_else_of_another() -> None:
    assert facts().certifications == (("US", "R"), ("CL", "14"), ("GB", "15"))


def test_countries_are_those_of_origin_else_where_it_was_made() -> None:
    assert facts().countries == ("CL", "AR")
    assert facts(origin_country=[]).countries == ("DE",)


def test_spanish_is_kept_by_region_with_poster_genres_and_trailer() -> None:
    assert [each.language for each in facts().wordings] == ["en", "es", "es-ES", "es-MX"]
    spanish = in_language("es")
    assert (spanish.poster_path, spanish.genres) == ("/spanish.jpg", ("Crimen", "Drama"))
    assert in_language("es-ES").title == "El invento"
    assert in_language("es-MX") == Wording("es-MX", title="La invención")


def test_a_film_has_its_original_title_in_its_own_language() -> None:
    film = schemas.decode(json.dumps(details()).encode(), schemas.Details)
    whole, french = wordings(film, "fr", {})
    assert (whole.title, whole.poster_path) == ("L'Invention", "/french.jpg")
    assert french.overview == "Un horloger trouve une heure de trop."


def test_a_plot_without_end_is_cut() -> None:
    overview = in_language("en", overview="word " * 1000).overview
    assert len(overview) == MOST_CHARACTERS
    assert overview.endswith("…")


def test_genres_are_named_as_the_pages_name_them() -> None:
    for language, names in GENRES_IN.items():
        catalogue = json.loads((ROOT / "static" / "i18n" / f"{language}.json").read_text("utf-8"))
        assert {GENRES[number]: name for number, name in names.items()} == catalogue["genres"]


# how it is kept


def test_all_of_it_comes_back_from_the_cache_without_a_name_of_a_field() -> None:
    film = read(details())
    encoded = FilmCodec().encode(film)
    assert FilmCodec().decode(encoded) == film
    names = (*Facts.__slots__, *Wording.__slots__, *Trailer.__slots__)
    assert not [name for name in names if f'"{name}"'.encode() in encoded]


def test_what_cards_show_takes_less_room_than_half_of_a_films_lists() -> None:
    rows = [
        {
            "id": 1000 + place,
            "title": f"Another Film of {place}",
            "original_title": f"Another Film of {place}",
        }
        | {
            "genre_ids": [18, 80],
            "release_date": "2019-01-01",
            "poster_path": "/abcdefghijklmnopqrstuvwxyz.jpg",
        }
        | {"vote_average": 7.5, "vote_count": 900, "popularity": 12.345, "original_language": "en"}
        for place in range(40)
    ]
    lists = {"similar": {"results": rows[:20]}, "recommendations": {"results": rows[20:]}}
    whole = len(FilmCodec().encode(read(details(**lists))))
    without = len(FilmCodec().encode(read({key: details(**lists)[key] for key in ("id", "title", *lists)})))
    assert whole - without < without / 2


# what is odd


@given(st.sampled_from(sorted(LISTS)), st.data())
@MANY_EXAMPLES
def test_an_odd_row_costs_at_most_itself(name: str, data: st.DataObject) -> None:
    """What is told with the row broken is what is told with it, or what is told without it."""
    outer, inner = LISTS[name]
    place = data.draw(st.integers(0, len(DETAILS[outer][inner]) - 1))
    odd, without = details(), details()
    del without[outer][inner][place]
    odd[outer][inner][place] = data.draw(st.sampled_from(ROW_MUTATIONS))(odd[outer][inner][place])
    assert read(odd) in {read(without), read(details())}


@given(st.sampled_from(sorted(LISTS)), st.data())
@MANY_EXAMPLES
def test_an_odd_field_of_a_row_costs_nothing_that_other_rows_tell(name: str, data: st.DataObject) -> None:
    outer, inner = LISTS[name]
    rows = DETAILS[outer][inner]
    place = data.draw(st.integers(0, len(rows) - 1))
    key = data.draw(st.sampled_from(sorted(rows[place])))
    value = data.draw(st.sampled_from(FIELD_MUTATIONS))
    odd, without = details(), details()
    del without[outer][inner][place]
    broken = odd[outer][inner][place]
    broken.pop(key)
    if value is not ABSENT:
        broken[key] = value
    told, others = read(odd), read(without)
    assert set(others.facts.certifications) <= set(told.facts.certifications)
    assert told.title == "The Invention"
    assert told.facts.countries == ("CL", "AR")
    assert {each for each in others.facts.wordings if "-" in each.language} <= set(told.facts.wordings)
    assert set(others.cast[:-1]) <= set(told.cast)  # the last one makes room for a name that was mistaken


@given(st.sampled_from([*(outer for outer, _ in LISTS.values()), "overview", "tagline"]), st.data())
@MANY_EXAMPLES
def test_an_odd_part_costs_at_most_what_it_tells(name: str, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from([each for each in FIELD_MUTATIONS if each is not ABSENT]))
    told = read(details(**{name: value}))
    whole = read(details())
    assert (told.title, told.year, told.genres, told.runtime_min) == (
        whole.title, whole.year, whole.genres, whole.runtime_min,
    )  # fmt: skip
    if name != "credits":
        assert (told.cast, told.directors) == (whole.cast, whole.directors)
    if name != "release_dates":
        assert told.facts.certifications == whole.facts.certifications
    if name not in {"translations", "images", "videos"}:
        assert told.facts.wordings[1:] == whole.facts.wordings[1:]
