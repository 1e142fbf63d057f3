import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.histories import Interaction
from services.title_matching import Query, best_match, near_match, search_plan, unmatched_reason
from tests.services.films import film


def named(title: str, year: int | None = 2010) -> Interaction:
    return Interaction(title, year, None, None)


def test_searches_go_from_the_stated_year_to_none() -> None:
    years = [query.year for query in search_plan(named("Arrival", 2016))]
    assert years == [2016, 2017, 2015, None]


def test_a_film_without_a_year_is_searched_once() -> None:
    assert search_plan(named("Arrival", None)) == (Query("Arrival", None),)


def test_a_search_has_plain_spaces() -> None:
    assert search_plan(named(" WALL·E\N{NO-BREAK SPACE} 2 "))[0].title == "WALL·E 2"


@pytest.mark.parametrize(
    ("letterboxd", "tmdb"),
    [
        ("Amélie", "Amelie"),
        ("WALL·E", "WALL-E"),
        ("Fast & Furious", "Fast and Furious"),
        ("Face/Off", "Face Off"),
        ("Spider\N{EN DASH}Man", "Spider-Man"),
        ("Ocean\N{RIGHT SINGLE QUOTATION MARK}s Eleven", "Ocean's Eleven"),
        ("Ocean's\N{NO-BREAK SPACE}Eleven", "Ocean's Eleven"),
        ("(500) Days of Summer", "(500) Days of Summer"),
        ("Birdman or (The Unexpected Virtue of Ignorance)", "Birdman or The Unexpected Virtue of Ignorance"),
        ("Łódź", "Lodz"),
        ("Sorry/Not Sorry", "SORRY / NOT SORRY"),
        ("???", "???"),
    ],
)
def test_spelling_does_not_hide_a_film(letterboxd: str, tmdb: str) -> None:
    right = film(1, tmdb)
    assert best_match(named(letterboxd), [film(2, "Another"), right]) is right


def test_the_original_title_is_as_good_a_name() -> None:
    right = film(1, "Spirited Away", original_title="千と千尋の神隠し")
    assert best_match(named("千と千尋の神隠し"), [right]) is right


def test_the_title_goes_before_the_original_title_of_another() -> None:
    right, other = (
        film(1, "Victoria"),
        film(2, "In Harness with Victoria", original_title="Victoria", vote_count=9000),
    )
    assert best_match(named("Victoria"), [other, right]) is right


@pytest.mark.parametrize("year", [2009, 2010, 2011])
def test_the_year_may_be_off_by_one(year: int) -> None:
    right = film(1, "Solaris", year=2010)
    assert best_match(named("Solaris", year), [right]) is right


@pytest.mark.parametrize("year", [1972, 2002])
def test_a_remake_is_another_film(year: int) -> None:
    films = [film(1, "Solaris", year=1972), film(2, "Solaris", year=2002, vote_count=9000)]
    match = best_match(named("Solaris", year), films)
    assert match is not None
    assert match.year == year
    assert best_match(named("Solaris", 1990), films) is None
    assert near_match(named("Solaris", 1990), films) is None


def test_the_nearest_year_goes_before_the_most_votes() -> None:
    films = [film(1, "Whiplash", year=2013, vote_count=300), film(2, "Whiplash", year=2014, vote_count=15000)]
    assert best_match(named("Whiplash", 2013), films) is films[0]
    assert best_match(named("Whiplash", 2014), films) is films[1]


def test_of_namesakes_of_one_year_the_better_known_is_meant() -> None:
    films = [film(1, "Shadow", vote_count=30), film(2, "Shadow", vote_count=500)]
    assert best_match(named("Shadow"), films) is films[1]
    assert best_match(named("Shadow", None), films) is films[1]


def test_a_film_without_a_date_is_taken_for_want_of_a_better() -> None:
    dateless, dated = film(1, "Solaris", year=None, vote_count=9000), film(2, "Solaris", year=2011)
    assert best_match(named("Solaris"), [dateless]) is dateless
    assert best_match(named("Solaris"), [dateless, dated]) is dated


def test_nothing_found_is_no_match() -> None:
    assert best_match(named("Arrival"), []) is None
    assert near_match(named("Arrival"), []) is None


@given(st.permutations([film(n, "Solaris", year=2009 + n % 3, vote_count=100 * n) for n in range(1, 7)]))
def test_the_order_of_results_does_not_matter(films: list[object]) -> None:
    match = best_match(named("Solaris"), films)  # type: ignore[arg-type]
    assert match is not None
    assert match.tmdb_id == 4


@pytest.mark.parametrize(
    ("letterboxd", "tmdb"),
    [
        ("Hellzapoppin", "Hellzapoppin'!"),
        ("Dont Look Back", "Don’t Look Back"),
        ("The Colour of Pomegranates", "The Color of Pomegranates"),
        ("Star Wars", "Star Wars: Episode IV"),
        ("Birdman", "Birdman (The Unexpected Virtue of Ignorance)"),
        ("Zama", "Zama - A Film"),
    ],
)
def test_a_near_title_is_a_match_when_nothing_else_is(letterboxd: str, tmdb: str) -> None:
    right = film(1, tmdb)
    assert near_match(named(letterboxd), [film(2, "Another"), right]) is right


@pytest.mark.parametrize(
    "other",
    [
        film(1, "Chernobyl: The Lost Tapes", vote_count=20),
        film(1, "Chernobyl: The Lost Tapes", year=2011),
        film(1, "Chernobyl Diaries"),
        film(1, "Chernobyl", year=2012),
    ],
    ids=["unknown", "other year", "other words", "two years off"],
)
def test_a_wrong_film_is_worse_than_none(other: object) -> None:
    assert near_match(named("Chernobyl"), [other]) is None  # type: ignore[list-item]


def test_a_miss_is_told_in_words() -> None:
    assert unmatched_reason(named("Zama", 2017), 0) == "TMDB has no film called Zama (2017)."
    assert unmatched_reason(named("Zama", None), 3).startswith(
        "None of the films that TMDB finds for Zama has"
    )
