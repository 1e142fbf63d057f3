from math import inf
from typing import Any

import pytest

from services.eligibility import Eligibility, is_concert, is_short
from services.models.films import ListItem, runtime_of
from tests.services.films import ELIGIBILITY, film, shown


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
def test_what_falls_short_is_not_eligible(facts: dict[str, Any]) -> None:
    assert not ELIGIBILITY.admits(film(1, **facts))


def test_what_just_reaches_the_minimum_is_eligible() -> None:
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


@pytest.mark.parametrize("item", [film(1, runtime_min=None), film(1, runtime_min=0), shown(film(1))])
def test_a_run_time_that_is_not_known_is_endless(item: ListItem) -> None:
    assert runtime_of(item) == inf
    assert not is_short(item)
