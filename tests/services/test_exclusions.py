import pytest

from services.exclusions import Exclusions
from services.models.films import ListItem
from services.models.histories import Interaction
from tests.services.films import film


def excluding(*films: Interaction | ListItem) -> Exclusions:
    excluded = Exclusions()
    for each in films:
        if isinstance(each, Interaction):
            excluded.add(each)
        else:
            excluded.add_item(each)
    return excluded


def test_a_film_is_excluded_by_id_whatever_it_is_called() -> None:
    excluded = excluding(film(1, "Old Name"))
    assert excluded.contains(film(1, "New Name", year=1950))
    assert not excluded.contains(film(2, "New Name"))


def test_a_feed_that_names_the_id_is_enough() -> None:
    assert excluding(Interaction("X", 2010, "x", None, tmdb_id=7)).contains(film(7, "Y", year=1950))


def test_a_dismissed_film_is_excluded() -> None:
    excluded = Exclusions()
    excluded.add_id(5)
    assert excluded.contains(film(5))


@pytest.mark.parametrize(
    ("year", "is_excluded"), [(2009, True), (2010, True), (2011, True), (2012, False), (2008, False)]
)
def test_a_film_is_excluded_by_title_with_the_year_within_one(year: int, is_excluded: bool) -> None:
    excluded = excluding(Interaction("Amélie & Co", 2010, None, None))
    assert excluded.contains(film(9, "Amelie and Co", year=year)) is is_excluded


def test_the_original_title_counts_too() -> None:
    by_original = film(9, "Girl", original_title="Fille")
    assert excluding(Interaction("Fille", 2010, None, None)).contains(by_original)
    assert excluding(by_original).contains(film(8, "Fille"))


def test_without_a_year_the_title_decides() -> None:
    assert excluding(Interaction("Solaris", None, None, None)).contains(film(9, "Solaris", year=1972))
    assert excluding(Interaction("Solaris", 2002, None, None)).contains(film(9, "Solaris", year=None))
    assert not excluding(Interaction("Solaris", None, None, None)).contains(film(9, "Stalker", year=None))


def test_a_title_without_letters_is_a_title() -> None:
    excluded = excluding(Interaction("???", 2010, None, None))
    assert excluded.contains(film(9, "???"))
    assert not excluded.contains(film(9, "!!!"))


def test_a_rule_excludes_besides_the_films_taken_in() -> None:
    excluded = Exclusions(lambda item: item.tmdb_id > 5)
    excluded.add_id(1)
    assert [n for n in range(10) if excluded.contains(film(n))] == [1, 6, 7, 8, 9]
