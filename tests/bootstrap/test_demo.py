"""The demo: the offline world in place of every upstream, posters from the application itself."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from main import create_app
from standin.world import World
from tests.problem import problem_in
from web.application import services_of

MEMBER = "twelvefold"


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    app = create_app(Settings.from_environment({"DEMO": "true", "RATELIMIT_ENABLED": "false"}))
    yield app
    services_of(app).close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_it_says_that_it_is_one_and_names_members_to_try(client: FlaskClient, world: World) -> None:
    meta = client.get("/api/meta").get_json()
    assert meta["demo"] is True
    assert len(meta["samples"]) >= 6
    for sample in meta["samples"]:
        assert sample["films"] == len(world.members[sample["name"]].entries)
        assert sample["tagline"]


def test_a_job_runs_without_a_key_and_nothing_of_it_leads_to_the_real_services(client: FlaskClient) -> None:
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 3, "sync": True})
    assert answer.status_code == 200
    for host in ("themoviedb.org", "image.tmdb.org", "letterboxd.com", "justwatch.com"):
        assert host not in answer.get_data(as_text=True)
    for card in answer.get_json()["recommendations"]:
        assert card["poster"].startswith("/demo/posters/w500/")
        poster = client.get(card["poster"])
        assert poster.mimetype == "image/svg+xml"
        assert poster.data.startswith(b"<svg")
        assert poster.cache_control.max_age == 86400


def test_every_size_of_a_poster_is_drawn(client: FlaskClient, world: World) -> None:
    film_id = next(iter(world.films))
    for size, width in (("w92", 92), ("w500", 500), ("original", 780)):
        assert f'width="{width}"' in client.get(f"/demo/posters/{size}/{film_id}.svg").get_data(as_text=True)


def test_no_offer_of_tmdb_leads_to_a_page_that_it_does_not_have() -> None:
    settings = {"DEMO": "true", "RATELIMIT_ENABLED": "false", "JUSTWATCH_MAX_LOOKUPS": "0", "CACHE_PATH": ""}
    app = create_app(Settings.from_environment(settings))
    try:
        body = {"username": MEMBER, "count": 5, "country": "US", "sync": True}
        answer = app.test_client().post("/api/recommend", json=body)
    finally:
        services_of(app).close()
    offers = [offer for card in answer.get_json()["recommendations"] for offer in card["offers"]]
    assert offers
    assert {offer["url"] for offer in offers} == {None}


def test_backdrops_and_spanish_posters_come_from_the_application(client: FlaskClient, world: World) -> None:
    film = next(film for film in world.films.values() if film.facts.poster_languages)
    spanish = client.get(f"/demo/posters/w500/{film.id}.es.svg").get_data(as_text=True)
    assert f"<title>{film.facts.texts['es-ES'].title} ({film.year})</title>" in spanish
    backdrop = client.get(f"/demo/posters/w780/{film.id}.backdrop.svg")
    assert 'width="780" height="438"' in backdrop.get_data(as_text=True)
    problem_in(client.get(f"/demo/posters/w342/{film.id}.backdrop.svg"), 404)
    problem_in(client.get(f"/demo/posters/w500/{film.id}.de.svg"), 404)


@pytest.mark.parametrize(
    "path", ["w342/1.svg", "w1/{film}.svg", "w342/x.svg", "w342/{film}.png", "w342/-1.svg"]
)
def test_a_poster_that_is_none_is_a_problem(client: FlaskClient, world: World, path: str) -> None:
    problem_in(client.get("/demo/posters/" + path.format(film=next(iter(world.films)))), 404)


def test_outside_the_demo_there_are_no_posters_here() -> None:
    app = create_app(Settings.from_environment({"TMDB_KEY": "x", "LETTERBOXD_FETCH_TIERS": ""}))
    problem_in(app.test_client().get("/demo/posters/w342/1.svg"), 404)
    services_of(app).close()
