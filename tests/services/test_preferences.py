from services.models.ranking import Viewing
from services.preferences import decade, preferences
from tests.services.films import film, rated


def test_the_three_most_frequent_of_each_best_first() -> None:
    films = [
        film(1, genres=("Drama", "Crime"), directors=("Ann",), year=1994),
        film(2, genres=("Drama", "Comedy"), directors=("Ann", "Bo"), year=1999),
        film(3, genres=("Drama", "Comedy", "War"), directors=("Cy",), year=2003),
        film(4, genres=("Horror",), directors=("Di",), year=None),
    ]
    found = preferences([rated(each, None) for each in films])
    assert found.genres == ("Drama", "Comedy", "Crime")
    assert found.directors == ("Ann", "Bo", "Cy")
    assert found.decades == ("1990s", "2000s")
    assert found.viewing == Viewing(
        genres=(("Drama", 3), ("Comedy", 2), ("Crime", 1)),
        directors=(("Ann", 2), ("Bo", 1), ("Cy", 1)),
        decades=(("1990s", 2), ("2000s", 1)),
        films=4,
        films_of_directors=4,
    )


def test_no_films_no_preferences() -> None:
    found = preferences([])
    assert (found.genres, found.directors, found.decades) == ((), (), ())


def test_a_decade_is_named_by_its_first_year() -> None:
    assert (decade(1999), decade(2000), decade(2009)) == ("1990s", "2000s", "2000s")
