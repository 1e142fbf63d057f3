"""A list for several members, from request to result."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.models.events import FilmMatched, PageScraped, Recommended
from standin.server import StandIn
from standin.world import EMPTY_MEMBER, World
from tests.pipeline.harness import Harness
from tests.problem import problem_in

NAMES = ("twelvefold", "factfinder_lu")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, *names: str, **fields: object) -> Any:
    body = {"usernames": list(names), "count": 10, "country": "US", "sync": True, **fields}
    return client.post("/api/recommend", json=body)


def test_a_blend_has_the_shape_of_any_result_and_its_members(client: FlaskClient, world: World) -> None:
    result = post(client, *NAMES).get_json()
    assert result["username"] == "twelvefold + factfinder_lu"
    assert [each["username"] for each in result["members"]] == list(NAMES)
    for member in result["members"]:
        assert member["films"] == len(world.members[member["username"]].entries)
        assert member["seeds"]["basis"] == "rated"
        assert all(member["preferences"].values())
    assert result["pages"] == 1 + 1
    assert all(result["preferences"].values())
    assert [card["rank"] for card in result["recommendations"]] == list(range(1, 11))


def test_nobody_is_shown_what_another_has_seen_and_every_reason_is_true(
    client: FlaskClient, world: World
) -> None:
    result = post(client, *NAMES).get_json()
    entries = {name: {entry.film_id: entry for entry in world.members[name].entries} for name in NAMES}
    for card in result["recommendations"]:
        assert not any(card["tmdb_id"] in films for films in entries.values())
        for reason in card["reasons"]:
            entry = entries[reason["member"]][reason["tmdb_id"]]
            assert (reason["rating"], reason["liked"]) == (entry.rating_stars, entry.liked)
        assert card["reasons"][0]["member"] in card["reason"]


def test_all_members_are_heard(client: FlaskClient) -> None:
    result = post(client, *NAMES).get_json()
    heard = {reason["member"] for card in result["recommendations"] for reason in card["reasons"]}
    assert heard == set(NAMES)


def test_the_order_of_names_changes_no_film(client: FlaskClient) -> None:
    one, other = post(client, *NAMES).get_json(), post(client, *reversed(NAMES)).get_json()
    assert [card["tmdb_id"] for card in one["recommendations"]] == [
        card["tmdb_id"] for card in other["recommendations"]
    ]


@pytest.mark.parametrize(
    ("name", "status", "slug"),
    [("nobody_of_this_name", 404, "profile-not-found"), (EMPTY_MEMBER, 404, "profile-empty")],
)
def test_a_member_who_cannot_be_read_fails_the_blend_by_name(
    client: FlaskClient, name: str, status: int, slug: str
) -> None:
    problem = problem_in(post(client, "twelvefold", name), status, slug)
    assert name in problem["detail"]
    assert "twelvefold" not in problem["detail"]


@pytest.mark.parametrize("names", [["a"], ["a", "A"], ["a", "b", "a"], list("abcdef")], ids=str)
def test_a_blend_has_two_to_five_different_members(client: FlaskClient, names: list[str]) -> None:
    problem = problem_in(post(client, *names), 400, "invalid-request")
    assert set(problem["fields"]) == {"usernames"}


def test_progress_counts_all_members_and_says_whose_film_it_is(harness: Harness, world: World) -> None:
    report = harness.run(" + ".join(NAMES), usernames=NAMES, count=5, include_streaming=False)
    matched = [event for event in harness.events if isinstance(event, FilmMatched)]
    films = sum(len(world.members[name].entries) for name in NAMES)
    assert [event.done for event in matched] == sorted(event.done for event in matched)
    assert (matched[-1].done, matched[-1].total) == (films, films)
    assert {event.member for event in matched} == set(NAMES)
    pages = [event for event in harness.events if isinstance(event, PageScraped)]
    assert max(event.page for event in pages) == 2
    assert any(isinstance(event, Recommended) for event in harness.events)
    assert len(report.recommendations) == 5


def test_a_film_of_both_members_is_asked_for_once(client: FlaskClient, standin: StandIn) -> None:
    assert post(client, "twelvefold", "popcorn_den", include_streaming=False).status_code == 200
    paths = [logged.path for logged in standin.requests() if logged.service == "tmdb"]
    assert len(paths) == len(set(paths))


def test_a_film_liked_elsewhere_speaks_for_the_person_alone(client: FlaskClient) -> None:
    liked = post(client, *NAMES).get_json()["recommendations"][0]["tmdb_id"]
    result = post(client, *NAMES, liked_ids=[liked], count=20).get_json()
    named = [
        reason["member"]
        for card in result["recommendations"]
        for reason in card["reasons"]
        if reason["tmdb_id"] == liked
    ]
    assert named
    assert set(named) == {None}
