from typing import Any

import pytest

from services.eligibility import Eligibility, is_concert, is_short
from services.exclusions import Exclusions
from services.models.films import ListItem
from services.models.histories import Interaction
from tests.services.films import ELIGIBILITY, film


def index(*films: Interaction | ListItem) -> Exclusions:
    seen = Exclusions()
    for each in films:
        if isinstance(each, Interaction):
            seen.add(each)
        else:
            seen.add_item(each)
    return seen


def test_a_film_is_seen_by_id_whatever_it_is_called() -> None:
    seen = index(film(1, "Old Name"))
    assert seen.contains(film(1, "New Name", year=1950))
    assert not seen.contains(film(2, "New Name"))


def test_a_feed_that_names_the_id_is_enough() -> None:
    assert index(Interaction("X", 2010, "x", None, tmdb_id=7)).contains(film(7, "Y", year=1950))


def test_a_dismissed_film_counts_as_seen() -> None:
    seen = Exclusions()
    seen.add_id(5)
    assert seen.contains(film(5))


@pytest.mark.parametrize(
    ("year", "is_seen"), [(2009, True), (2010, True), (2011, True), (2012, False), (2008, False)]
)
def test_a_film_is_seen_by_title_with_the_year_within_one(year: int, is_seen: bool) -> None:
    seen = index(Interaction("Amélie & Co", 2010, None, None))
    assert seen.contains(film(9, "Amelie and Co", year=year)) is is_seen


def test_the_original_title_counts_too() -> None:
    by_original = film(9, "Girl", original_title="Fille")
    assert index(Interaction("Fille", 2010, None, None)).contains(by_original)
    assert index(by_original).contains(film(8, "Fille"))


def test_without_a_year_the_title_decides() -> None:
    assert index(Interaction("Solaris", None, None, None)).contains(film(9, "Solaris", year=1972))
    assert index(Interaction("Solaris", 2002, None, None)).contains(film(9, "Solaris", year=None))
    assert not index(Interaction("Solaris", None, None, None)).contains(film(9, "Stalker", year=None))


def test_a_title_without_letters_is_a_title() -> None:
    seen = index(Interaction("???", 2010, None, None))
    assert seen.contains(film(9, "???"))
    assert not seen.contains(film(9, "!!!"))


@pytest.mark.parametrize(
    "facts",
    [
        {"vote_average": 6.99},
        {"vote_count": 49},
        {"release_date": ""},
        {"release_date": "2026-01-02"},
        {"genres": ("Drama", "TV Movie")},
    ],
)
def test_the_floor_keeps_out(facts: dict[str, Any]) -> None:
    assert not ELIGIBILITY.admits(film(1, **facts))


def test_the_floor_admits_what_reaches_it() -> None:
    assert ELIGIBILITY.admits(film(1, vote_average=7.0, vote_count=50, release_date="2026-01-01"))
    assert Eligibility("2020-01-01", min_rating=5.0, min_votes=0).admits(
        film(1, vote_average=5.0, vote_count=0)
    )


@pytest.mark.parametrize(
    ("minutes", "short"), [(None, False), (0, False), (1, True), (39, True), (40, False)]
)
def test_a_short_runs_for_less_than_forty_minutes(minutes: int | None, short: bool) -> None:
    assert is_short(film(1, runtime_min=minutes)) is short


@pytest.mark.parametrize(
    ("title", "genres", "concert"),
    [
        ("The Eras Tour", ("Music",), True),
        ("Elvis on Tour", ("Documentary", "Music"), True),
        ("Live at Pompeii", ("Music", "Documentary"), True),
        ("Amy", ("Documentary", "Music"), False),
        ("Whiplash", ("Drama", "Music"), False),
        ("The Concert", ("Comedy", "Drama"), False),
        ("The Concert", (), False),
    ],
)
def test_a_concert_is_told_by_genres_and_title(title: str, genres: tuple[str, ...], concert: bool) -> None:
    assert is_concert(film(1, title, genres=genres)) is concert
