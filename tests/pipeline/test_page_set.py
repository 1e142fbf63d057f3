"""A film counts once, however its year was read, so that a missing film is seen to be missing."""

from infra.letterboxd import FilmsPage
from pipeline.film_key import distinct
from pipeline.histories.page_set import PageSet
from services.models.histories import Interaction


def page(*films: Interaction, total: int) -> FilmsPage:
    return FilmsPage(films, page=1, pages=1, stated_total=total)


HEAT = Interaction("Heat", 1995, "heat-1995", None)
ODD = Interaction("Heat", None, "heat-1995", None)


def test_a_page_read_twice_with_another_year_does_not_stand_for_the_films_that_are_missing() -> None:
    readings = PageSet()
    readings.add(1, page(HEAT, total=4))
    readings.add(1, page(ODD, total=4))
    assert readings.films == (ODD,)
    assert not readings.is_complete
    assert not readings.is_whole
    others = (Interaction("Heat", 1995, f"heat-{number}", None) for number in range(3))
    readings.add(1, page(*others, total=4))
    assert readings.is_complete


def test_two_films_of_one_name_and_year_are_two_and_a_slug_is_no_title() -> None:
    films = (
        HEAT,
        Interaction("Heat", 1995, "heat-1995-1", None),
        Interaction("Heat", 1995, None, None),
        Interaction("heat-1995", None, None, None),
    )
    assert distinct(films) == films
