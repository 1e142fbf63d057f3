"""Identity is exact first: titles that differ in a sign alone are not taken for each other."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.exclusions import Exclusions
from services.models.histories import Interaction
from services.title_matching import best_match, near_match
from tests.odd_titles import ODD_TITLES, odd_titles
from tests.services.films import film
from utils import exact_title, normalize_title

PAIRS = [pair for family in ODD_TITLES for pair in permutations(family, 2)]


def named(title: str, year: int | None = 2013) -> Interaction:
    return Interaction(title, year, None, None)


def test_neither_is_ever_taken_for_the_other() -> None:
    for one, other in PAIRS:
        assert exact_title(one) != exact_title(other)
        assert normalize_title(one) != normalize_title(other) != ""
        assert best_match(named(one), [film(1, other, year=2013)]) is None
        assert near_match(named(one), [film(1, other, year=2013)]) is None
        seen = Exclusions()
        seen.add(named(one))
        assert not seen.contains(film(1, other, year=2013))


@given(odd_titles, st.permutations(ODD_TITLES))
def test_each_is_found_among_all_others(title: str, families: list[tuple[str, ...]]) -> None:
    everything = [name for family in families for name in family]
    films = [film(number, name, year=2013, vote_count=number) for number, name in enumerate(everything, 1)]
    match = best_match(named(title), films)
    assert match is not None
    assert match.title == title


@pytest.mark.parametrize(
    ("letterboxd", "others"),
    [
        ("mother!", ["Mother", "MOTHER", "Mother!"]),
        ("Les misérables", ["Les Misérables", "Les Miserables"]),
        ("#Home", ["Home", "HOME!"]),
        ("Hansel & Gretel", ["Hansel and Gretel", "Hansel - Gretel"]),
        ("H.", ["H", "h"]),
    ],
)
def test_the_exact_spelling_goes_before_year_and_votes(letterboxd: str, others: list[str]) -> None:
    right = film(1, letterboxd, year=2014, vote_count=1)
    wrong = [film(number, other, year=2013, vote_count=9000) for number, other in enumerate(others, 2)]
    assert best_match(named(letterboxd), [*wrong, right]) is right
    assert best_match(named(letterboxd), wrong) in wrong  # for want of a better


@pytest.mark.parametrize(
    ("one", "other"),
    [("Am\u00e9lie", "Ame\u0301lie"), ("が", "か\u3099"), (" The  Kid\N{NO-BREAK SPACE}", "The Kid")],
)
def test_how_a_title_is_typed_makes_no_other_title(one: str, other: str) -> None:
    assert exact_title(one) == exact_title(other)


@given(st.text())
def test_an_exact_title_is_its_own(title: str) -> None:
    assert exact_title(exact_title(title)) == exact_title(title)
