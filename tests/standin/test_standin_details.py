"""What TMDB's details tell beside the film itself, in the shapes of the real one."""

from typing import Any

import pytest
import requests

from standin.invented_facts import facts_of
from standin.model import Film
from standin.server import DEMO_KEY, StandIn
from tests.timing import PATIENCE_S


@pytest.fixture(scope="module")
def invented(tmdb: StandIn) -> list[Film]:
    return [film for film in tmdb.world.films.values() if film.invented and film.vote_count > 50][:300]


def details(standin: StandIn, film: Film, *parts: str, **query: str) -> Any:
    url = f"{standin.tmdb_url}/movie/{film.id}"
    params = {"api_key": DEMO_KEY, "append_to_response": ",".join(parts), **query}
    response = requests.get(url, params=params, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_cast_comes_in_order_of_billing_with_its_roles(tmdb: StandIn, invented: list[Film]) -> None:
    for film in invented[:20]:
        cast = details(tmdb, film, "credits")["credits"]["cast"]
        assert [person["name"] for person in cast] == list(film.cast)
        assert [person["order"] for person in cast] == list(range(len(cast)))
        assert all(person["character"] for person in cast)
        assert 3 <= len(cast) <= 7


def test_films_of_a_genre_and_an_era_share_actors(invented: list[Film]) -> None:
    pairs = [
        (one, other)
        for one in invented
        for other in invented
        if one.id < other.id and one.genres[:1] == other.genres[:1] and one.year == other.year
    ]
    assert pairs
    assert sum(bool({*one.cast} & {*other.cast}) for one, other in pairs) > 0.8 * len(pairs)


def test_plots_and_taglines_differ_and_are_always_the_same(tmdb: StandIn, invented: list[Film]) -> None:
    found = [details(tmdb, film) for film in invented[:60]]
    assert len({each["overview"] for each in found}) > 50
    assert {bool(each["tagline"]) for each in found} == {True, False}
    assert found[0] == details(tmdb, invented[0])


def test_videos_are_told_apart_by_site_type_and_officialness(tmdb: StandIn, invented: list[Film]) -> None:
    found = [details(tmdb, film, "videos")["videos"]["results"] for film in invented[:40]]
    assert [] in found
    videos = [video for each in found for video in each]
    for video in videos:
        assert {"iso_639_1", "iso_3166_1", "name", "key", "site", "size", "type", "official", "id"} <= set(
            video
        )
        assert len(video["key"]) == 11
    assert {video["type"] for video in videos} == {"Featurette", "Trailer"}
    assert {video["site"] for video in videos} == {"YouTube", "Vimeo"}
    assert {video["official"] for video in videos} == {True, False}
    assert {video["iso_639_1"] for video in videos} == {"en"}


def test_videos_in_other_languages_come_when_asked_for(tmdb: StandIn, invented: list[Film]) -> None:
    film = next(film for film in invented if any(each.language == "es" for each in facts_of(film).videos))

    def languages(**query: str) -> set[str]:
        return {video["iso_639_1"] for video in details(tmdb, film, "videos", **query)["videos"]["results"]}

    assert languages() == {"en"}
    assert languages(language="es-ES") == {"es"}
    assert languages(language="es-ES", include_video_language="es,en,null") == {"en", "es"}
    assert languages(language="de-DE") == set()


def test_certifications_stand_with_the_release_in_cinemas(tmdb: StandIn, invented: list[Film]) -> None:
    scales = {
        "US": {"G", "PG", "PG-13", "R", "NC-17"},
        "ES": {"A", "7", "12", "16", "18"},
        "CL": {"TE", "TE+7", "14", "18"},
        "DE": {"0", "6", "12", "16", "18"},
        "GB": {"U", "PG", "12A", "15", "18"},
    }
    countries = []
    for film in invented[:60]:
        for row in details(tmdb, film, "release_dates")["release_dates"]["results"]:
            countries.append(row["iso_3166_1"])
            certified = {release["type"]: release["certification"] for release in row["release_dates"]}
            assert certified[3] in scales[row["iso_3166_1"]]
            assert certified[1] == certified[4] == ""
    assert set(countries) == set(scales)
    assert len(countries) < 60 * len(scales)


def test_it_says_where_the_film_comes_from(tmdb: StandIn, invented: list[Film]) -> None:
    for film in invented[:20]:
        found = details(tmdb, film, language="es-ES")
        assert found["origin_country"]
        assert found["origin_country"] == [each["iso_3166_1"] for each in found["production_countries"]]
        assert all(len(each["name"]) > 2 for each in found["production_countries"])


def test_pictures_come_in_the_languages_asked_for(tmdb: StandIn, invented: list[Film]) -> None:
    film = next(film for film in invented if facts_of(film).poster_languages)

    def languages(kind: str, **query: str) -> list[str | None]:
        images = details(tmdb, film, "images", **query)["images"]
        assert set(images) == {"backdrops", "logos", "posters"}
        return [image["iso_639_1"] for image in images[kind]]

    assert languages("posters") == ["en", "es"]
    assert languages("backdrops") == [None, "en"]
    assert languages("posters", language="es-ES") == ["es"]
    assert languages("backdrops", language="es-ES") == []
    assert languages("posters", language="es-ES", include_image_language="es,en,null") == ["en", "es"]
    assert languages("backdrops", language="es-ES", include_image_language="es,null") == [None]


def test_every_picture_named_is_drawn(tmdb: StandIn, invented: list[Film]) -> None:
    film = next(film for film in invented if facts_of(film).poster_languages)
    found = details(tmdb, film, "images")
    posters = [image["file_path"] for image in found["images"]["posters"]]
    assert found["poster_path"] == posters[0]
    drawn = [requests.get(f"{tmdb.image_url}/w342{path}", timeout=PATIENCE_S) for path in posters]
    assert [answer.status_code for answer in drawn] == [200, 200]
    assert drawn[0].text != drawn[1].text
    assert facts_of(film).texts["es-ES"].title in drawn[1].text
    backdrop = requests.get(f"{tmdb.image_url}/w1280{found['backdrop_path']}", timeout=PATIENCE_S)
    assert 'width="1280" height="720"' in backdrop.text
    assert (
        requests.get(f"{tmdb.image_url}/w342{found['backdrop_path']}", timeout=PATIENCE_S).status_code == 404
    )
    assert requests.get(f"{tmdb.image_url}/w342/{film.id}.de.svg", timeout=PATIENCE_S).status_code == 404
