"""Encoded films: nothing is lost, little is stored, and a film that two lists name is one object."""

from dataclasses import fields, replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tmdb.codecs import FilmCodec
from services.models.films import Item, ListItem

CODEC = FilmCodec()
names = st.text(max_size=12)
numbers = st.floats(0, 1e6)
list_items = st.builds(ListItem, title=names, original_title=names, vote_average=numbers, popularity=numbers)
lists = st.lists(list_items, max_size=3).map(tuple)
drawn: dict[str, Any] = {
    "title": names,
    "vote_average": numbers,
    "popularity": numbers,
    "read_at_s": numbers,
    "similar": lists,
    "recommendations": lists,
}
films = st.builds(Item, **{each.name: drawn.get(each.name, ...) for each in fields(Item)})


@pytest.fixture
def solaris() -> Item:
    stalker = ListItem(
        2, "Stalker", "Сталкер", 1979, "1979-05-25", ("Drama",), 8.1, 2600, 12.5, "/stalker.jpg", "ru"
    )
    return Item(
        1,
        "Solaris",
        "Солярис",
        1972,
        "1972-03-20",
        ("Drama", "Mystery"),
        7.8,
        1900,
        11.0,
        None,
        "ru",
        167,
        ("Andrei Tarkovsky",),
        ("Donatas Banionis", "Natalya Bondarchuk"),
        "tt0069293",
        similar=(stalker,),
        recommendations=(stalker,),
    )


@given(films)
def test_a_film_comes_back_as_it_was(film: Item) -> None:
    decoded = CODEC.decode(CODEC.encode(film))
    assert decoded == film
    assert decoded.read_at_s == film.read_at_s


def test_no_name_of_a_field_is_stored(solaris: Item) -> None:
    encoded = CODEC.encode(solaris)
    assert not [name for name in Item.__slots__ + ListItem.__slots__ if f'"{name}"'.encode() in encoded]


def test_a_film_that_several_lists_name_is_one(solaris: Item) -> None:
    first = CODEC.decode(CODEC.encode(solaris))
    second = CODEC.decode(CODEC.encode(replace(solaris, tmdb_id=3, similar=())))
    assert first.similar[0] is first.recommendations[0] is second.recommendations[0]


def test_a_newer_state_of_a_film_in_a_list_is_not_mistaken_for_the_old_one(solaris: Item) -> None:
    newer = replace(solaris, similar=(replace(solaris.similar[0], vote_count=2601),))
    assert CODEC.decode(CODEC.encode(solaris)).similar[0].vote_count == 2600
    assert CODEC.decode(CODEC.encode(newer)).similar[0].vote_count == 2601


def test_only_so_many_films_of_lists_are_interned(solaris: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.tmdb.codecs.MAX_INTERNED", 3)
    codec = FilmCodec()
    near = tuple(replace(solaris.similar[0], tmdb_id=number) for number in range(10))
    for _ in range(2):
        assert codec.decode(codec.encode(replace(solaris, similar=near))).similar == near
        assert len(codec._interned) <= 3


@pytest.mark.parametrize("broken", [b"", b"{}", b"[1]", b"\xff"])
def test_what_is_no_film_is_an_error(broken: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        CODEC.decode(broken)


@pytest.mark.parametrize("neighbour", [b"{}", b"7", b'[2,"Stalker"]'])
def test_a_film_with_something_else_in_its_list_is_an_error(solaris: Item, neighbour: bytes) -> None:
    encoded = CODEC.encode(replace(solaris, recommendations=()))
    start = encoded.index(b'[[2,"Stalker"') + 1
    broken = encoded[:start] + neighbour + b"],[]]"
    with pytest.raises(msgspec.DecodeError):
        CODEC.decode(broken)
