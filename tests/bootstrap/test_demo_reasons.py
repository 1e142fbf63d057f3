"""Every reason that the demo gives is true: checked from the catalogue, not from what the app says."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from config import Settings
from main import create_app
from services.reason_text import stars_text
from standin.model import Film
from standin.server import StandIn
from standin.world import World
from tests.conftest import environment
from web.application import services_of

TENTH_MEMBER_FILMS = 80


def has(film: Film, kind: str, name: str) -> bool:
    """Whether the catalogue says so."""
    match kind:
        case "director":
            return name in film.directors
        case "actor":
            return name in film.cast[:5]
        case "genre":
            return name in film.genres
        case "decade":
            return name == f"{film.release_date[:3]}0s"
        case _:
            return (kind, name) == ("language", film.language)


def have_something_to_say(one: Film, other: Film) -> bool:
    """Whether the two share what is worth a word; that both are in English is not."""
    return bool(
        {*one.directors} & {*other.directors}
        or {*one.genres} & {*other.genres}
        or {*one.cast[:5]} & {*other.cast[:5]}
        or one.release_date[:3] == other.release_date[:3]
        or (one.language == other.language != "en")
    )


@pytest.fixture(scope="module")
def results(world: World) -> Iterator[dict[str, Any]]:
    """What the demo's members are recommended, one more beside them, and three of them together."""
    everyone = world.with_member("tenfold", TENTH_MEMBER_FILMS)
    names = [name for name, member in everyone.members.items() if member.entries]
    requests = {name: {"username": name} for name in names} | {"a blend": {"usernames": names[:3]}}
    assert len(names) == 10
    with StandIn(everyone) as standin:
        app = create_app(Settings.from_environment(environment(standin, MAX_RECOMMENDATIONS="40")))
        yield {name: recommended(app, request) for name, request in requests.items()}
        services_of(app).close()


def recommended(app: Flask, request: dict[str, Any]) -> Any:
    body = {"sync": True, "include_streaming": False, **request}
    answer = app.test_client().post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["recommendations"]


def test_every_reason_names_a_trait_that_both_films_have(results: dict[str, Any], world: World) -> None:
    for cards in results.values():
        for card in cards:
            film = world.films[card["tmdb_id"]]
            for reason in card["reasons"]:
                other = world.films[reason["tmdb_id"]]
                for trait in reason["shared"]:
                    assert has(film, trait["kind"], trait["name"]), (film.name, trait)
                    assert has(other, trait["kind"], trait["name"]), (other.name, trait)
                assert bool(reason["shared"]) == have_something_to_say(film, other), (film.name, other.name)


def test_the_sentence_says_what_the_first_reason_shares(results: dict[str, Any]) -> None:
    for cards in results.values():
        for card in cards:
            first = card["reasons"][0]
            mark = stars_text(first["rating"]) if (first["rating"] or 0) >= 4 else "♥"
            assert f"{first['title']} {mark}" in card["reason"]
            told = [trait["name"] for trait in first["shared"] if trait["kind"] in ("director", "actor")][:1]
            assert all(name in card["reason"] for name in told)


def test_few_films_are_recommended_without_a_trait(results: dict[str, Any]) -> None:
    cards = [card for cards in results.values() for card in cards]
    told = [card for card in cards if card["reasons"][0]["shared"]]
    assert len(told) > 0.95 * len(cards)
