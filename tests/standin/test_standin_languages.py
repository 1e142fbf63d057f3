"""TMDB and JustWatch in other languages: what they answer where a translation is missing, and where not."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from simplejustwatchapi.query import parse_search_response, prepare_search_request
from simplejustwatchapi.tuples import MediaEntry

from standin.facts import Facts
from standin.invented_facts import facts_of
from standin.model import GENRE_IDS, Film
from standin.server import DEMO_KEY, StandIn
from standin.world import World
from tests.timing import PATIENCE_S

Find = Callable[[Callable[[Facts], bool]], Film]


@pytest.fixture(scope="module")
def find(tmdb: StandIn) -> Find:
    """A known invented film by what is told of it."""
    known = [film for film in tmdb.world.films.values() if film.invented and film.vote_count > 50]
    return lambda fits: next(film for film in known if fits(facts_of(film)))


def answer(standin: StandIn, path: str, language: str | None, **query: str) -> Any:
    params = {"api_key": DEMO_KEY, **query} | ({"language": language} if language else {})
    response = requests.get(standin.tmdb_url + path, params=params, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text
    return response.json()


def is_translated(facts: Facts) -> bool:
    spanish = facts.text("es")
    return spanish is not None and bool(spanish.overview) and "es-MX" not in facts.texts


class TestDetails:
    def test_what_is_translated_is_told_in_the_language(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        spanish = facts_of(film).texts["es-ES"]
        for language in ("es", "es-ES", "es-CL"):
            found = answer(tmdb, f"/movie/{film.id}", language)
            assert (found["title"], found["overview"]) == (spanish.title, spanish.overview)
            assert found["tagline"] == spanish.tagline
        assert spanish.title != film.title

    def test_a_country_may_have_a_text_of_its_own(self, tmdb: StandIn, find: Find) -> None:
        film = find(lambda facts: "es-MX" in facts.texts)
        titles = {name: answer(tmdb, f"/movie/{film.id}", name)["title"] for name in ("es-ES", "es-MX", "es")}
        assert titles["es"] == titles["es-ES"] == facts_of(film).texts["es-ES"].title
        assert titles["es-MX"] == facts_of(film).texts["es-MX"].title

    def test_of_some_only_the_title_is_translated(self, tmdb: StandIn, find: Find) -> None:
        film = find(lambda facts: (text := facts.text("es")) is not None and not text.overview)
        found = answer(tmdb, f"/movie/{film.id}", "es-ES")
        assert found["title"] == facts_of(film).texts["es-ES"].title
        assert found["overview"] == found["tagline"] == ""

    def test_without_a_translation_the_title_is_the_original_one(self, tmdb: StandIn, world: World) -> None:
        film = next(film for film in world.films.values() if film.title != film.original_title)
        found = answer(tmdb, f"/movie/{film.id}", "de-DE")
        assert (found["title"], found["overview"], found["tagline"]) == (film.original_title, "", "")
        assert answer(tmdb, f"/movie/{film.id}", None)["title"] == film.title

    def test_english_is_told_unasked(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        plain = answer(tmdb, f"/movie/{film.id}", None)
        assert plain == answer(tmdb, f"/movie/{film.id}", "en-US") == answer(tmdb, f"/movie/{film.id}", "en")
        assert (plain["title"], plain["overview"]) == (film.title, facts_of(film).texts["en-US"].overview)

    def test_the_translations_tell_all_of_it_at_once(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        found = answer(tmdb, f"/movie/{film.id}", "de-DE", append_to_response="translations")
        rows = {(row["iso_639_1"], row["iso_3166_1"]): row for row in found["translations"]["translations"]}
        assert rows.keys() == {("en", "US"), ("es", "ES")}
        texts = facts_of(film).texts
        assert rows["es", "ES"]["data"]["title"] == texts["es-ES"].title
        assert rows["es", "ES"]["name"] == "Español"
        assert rows["en", "US"]["data"]["title"] == ""  # as the original one
        assert rows["en", "US"]["data"]["overview"] == texts["en-US"].overview

    def test_the_poster_is_that_of_the_language_where_there_is_one(self, tmdb: StandIn, find: Find) -> None:
        film = find(lambda facts: bool(facts.poster_languages))
        other = find(lambda facts: "es-ES" in facts.texts and not facts.poster_languages)
        assert answer(tmdb, f"/movie/{film.id}", "es-ES")["poster_path"] == f"/{film.id}.es.svg"
        assert answer(tmdb, f"/movie/{other.id}", "es-ES")["poster_path"] == f"/{other.id}.svg"
        assert answer(tmdb, f"/movie/{film.id}", "de-DE")["poster_path"] == f"/{film.id}.svg"


class TestLists:
    def test_rows_are_told_in_the_language(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        spanish = facts_of(film).texts["es-ES"]
        searched = answer(tmdb, "/search/movie", "es-ES", query=film.title)["results"]
        (row,) = [row for row in searched if row["id"] == film.id]
        assert (row["title"], row["overview"]) == (spanish.title, spanish.overview)
        assert row["original_title"] == film.original_title

    @pytest.mark.parametrize("path", ["/similar", "/recommendations"])
    def test_so_are_those_of_a_films_lists(self, tmdb: StandIn, find: Find, path: str) -> None:
        film = find(is_translated)
        spanish = answer(tmdb, f"/movie/{film.id}{path}", "es-ES")["results"]
        english = answer(tmdb, f"/movie/{film.id}{path}", None)["results"]
        assert [row["id"] for row in spanish] == [row["id"] for row in english]
        for row in spanish:
            text = facts_of(tmdb.world.films[row["id"]]).text("es")
            assert row["overview"] == (text.overview if text else "")
        name = path.removeprefix("/")
        appended = answer(tmdb, f"/movie/{film.id}", "es-ES", append_to_response=name)[name]
        assert appended["results"] == spanish

    def test_so_are_those_that_are_discovered(self, tmdb: StandIn) -> None:
        for row in answer(tmdb, "/discover/movie", "es-ES")["results"]:
            text = facts_of(tmdb.world.films[row["id"]]).text("es")
            assert row["overview"] == (text.overview if text else "")

    def test_translated_titles_are_searched_too(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        found = answer(tmdb, "/search/movie", None, query=facts_of(film).texts["es-ES"].title)["results"]
        assert film.id in [row["id"] for row in found]


class TestGenres:
    def test_names_come_in_the_language(self, tmdb: StandIn, world: World) -> None:
        listed = {each["id"]: each["name"] for each in answer(tmdb, "/genre/movie/list", "es-ES")["genres"]}
        assert listed.keys() == set(GENRE_IDS.values())
        assert listed[878] == "Ciencia ficción"
        film = next(iter(world.films.values()))
        for genre in answer(tmdb, f"/movie/{film.id}", "es-ES")["genres"]:
            assert genre["name"] == listed[genre["id"]]

    def test_where_there_are_none_the_list_is_null_and_details_are_english(
        self, tmdb: StandIn, world: World
    ) -> None:
        assert {each["name"] for each in answer(tmdb, "/genre/movie/list", "ca-ES")["genres"]} == {None}
        film = next(iter(world.films.values()))
        found = answer(tmdb, f"/movie/{film.id}", "ca-ES")["genres"]
        assert [genre["name"] for genre in found] == list(film.genres)


def search(standin: StandIn, title: str, language: str, film: Film) -> MediaEntry:
    body = prepare_search_request(title, "ES", language, 20, True, 0, None, None, None, None)
    response = requests.post(standin.justwatch_url, json=body, timeout=PATIENCE_S)
    entries = parse_search_response(response.json())
    return next(entry for entry in entries if entry.tmdb_id == str(film.id))


class TestJustWatch:
    def test_it_answers_in_the_language_and_to_titles_in_it(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        spanish = facts_of(film).texts["es-ES"]
        for asked in (film.title, spanish.title):
            entry = search(tmdb, asked, "es", film)
            assert (entry.title, entry.short_description) == (spanish.title, spanish.overview)

    def test_it_falls_back_to_english(self, tmdb: StandIn, find: Find) -> None:
        film = find(is_translated)
        entry = search(tmdb, film.title, "de", film)
        assert entry.title == film.title
        assert entry.short_description == facts_of(film).texts["en-US"].overview
