"""Posters: well-formed, legible, and different from one another."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import requests

from standin.model import GENRE_IDS, Film
from standin.posters import poster_svg
from standin.posters.canvas import HEIGHT, WIDTH
from standin.posters.lettering import Typeface, fit, wrap
from standin.server import StandIn
from standin.world import World
from tests.timing import PATIENCE_S

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = Typeface("serif", 400, 0.5, capitals=False, spacing=0.0)


@pytest.fixture
def film(world: World) -> Film:
    return next(film for film in world.films.values() if film.title == "Fast, Cheap & Out of Control")


def texts(film: Film) -> list[str]:
    root = ET.fromstring(poster_svg(film, 342))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_every_film_has_a_well_formed_poster_of_its_own(world: World) -> None:
    films = list(world.films.values())[::7]
    posters = {poster_svg(film, 342) for film in films}
    assert len(posters) == len(films)
    for poster in posters:
        root = ET.fromstring(poster)
        assert (root.get("width"), root.get("height")) == ("342", "513")


@pytest.mark.parametrize("genre", [*GENRE_IDS, None])
def test_every_genre_has_pictures(film: Film, genre: str | None) -> None:
    of_genre = [replace(film, id=place, genres=(genre,) if genre else ()) for place in range(12)]
    assert len({poster_svg(other, 92) for other in of_genre}) == 12


def test_a_film_always_gets_the_same_poster(film: Film) -> None:
    assert poster_svg(film, 342) == poster_svg(film, 342)


def test_it_names_film_year_and_director(film: Film) -> None:
    *title, credits_line = texts(film)
    assert " ".join(title).casefold() == film.title.casefold()
    assert str(film.year) in credits_line
    assert film.directors[0] in credits_line
    assert f"<title>{film.title.replace('&', '&amp;')} ({film.year})</title>" in poster_svg(film, 92)


def test_without_a_director_the_year_stands_alone(film: Film) -> None:
    assert texts(replace(film, directors=()))[-1] == str(film.year)


def test_titles_cannot_break_out_of_the_drawing(film: Film) -> None:
    poster = poster_svg(replace(film, title='<script>alert("1")</script>'), 342)
    assert "<script" not in poster
    assert ET.fromstring(poster) is not None


def test_all_lettering_is_inside_the_sheet(world: World) -> None:
    for film in list(world.films.values())[::20]:
        for element in ET.fromstring(poster_svg(film, 342)).iter(f"{SVG}text"):
            assert 0 < float(element.get("x", 0)) < WIDTH
            assert HEIGHT / 3 < float(element.get("y", 0)) < HEIGHT


class TestLettering:
    def test_a_short_title_is_set_large(self) -> None:
        assert fit("Heat", PLAIN) == (58, ["Heat"])

    def test_a_long_title_is_set_smaller_on_more_lines(self) -> None:
        size, lines = fit("The Assassination of Jesse James by the Coward Robert Ford", PLAIN)
        assert 20 < size < 58
        assert len(lines) == 4

    def test_what_fits_nowhere_is_cut_short(self) -> None:
        size, lines = fit("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch again", PLAIN)
        assert size == 20
        assert lines[0].endswith("…")

    def test_lines_are_of_about_the_same_length(self) -> None:
        assert wrap("The Good, the Bad and the Ugly", 20) == ["The Good, the", "Bad and the Ugly"]


class TestServed:
    def get(self, standin: StandIn, path: str) -> requests.Response:
        return requests.get(standin.image_url + path, timeout=PATIENCE_S)

    def test_in_every_size_of_tmdb(self, standin: StandIn, film: Film) -> None:
        for size in ("w92", "w154", "w185", "w342", "w500", "w780", "original"):
            response = self.get(standin, f"/{size}/{film.id}.svg")
            assert response.status_code == 200
            assert response.headers["Content-Type"] == "image/svg+xml"
        assert standin.count("images", "poster") == 7

    @pytest.mark.parametrize("path", ["/w92/1.svg", "/w93/{id}.svg", "/w92/{id}.jpg", "/{id}.svg"])
    def test_and_nothing_else(self, standin: StandIn, film: Film, path: str) -> None:
        assert self.get(standin, path.format(id=film.id)).status_code == 404
