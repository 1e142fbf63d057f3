"""Filters and feedback in whole jobs: what they promise of the list, of the calls, and of what shows live."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.models.events import Recommended, Retracted
from services.models.filters import Filters
from services.models.reports import Recommendation
from standin.faults import Fault
from standin.model import Member, MemberFilm
from standin.server import StandIn
from standin.world import World
from tests.conftest import MakeApp
from tests.pipeline.harness import Harness, harness_over
from tests.problem import problem_in

MEMBER = "twelvefold"  # twelve films, all loved
TWELVE = 12
SERVICES = ["netflix", "mubi"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def run(client: FlaskClient, **fields: object) -> Any:
    body = {"username": MEMBER, "country": "US", "count": 10, "sync": True, **fields}
    answer = client.post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def cards(client: FlaskClient, **fields: object) -> Any:
    return run(client, include_streaming=False, **fields)["recommendations"]


def ids(films: Any) -> list[int]:
    return [film["tmdb_id"] for film in films]


# Filters on what lists show


def test_filters_hold_together(client: FlaskClient) -> None:
    found = cards(client, genres=["Crime"], exclude_genres=["Action"], decades=[1990, 2000], min_rating=7.8)
    assert found
    for card in found:
        assert "Crime" in card["genres"]
        assert "Action" not in card["genres"]
        assert "1990" <= card["year"] <= "2009"
        assert card["rating_tmdb"] >= 7.8


def test_a_filter_by_a_low_rating_does_not_lower_the_operators_min_rating(client: FlaskClient) -> None:
    assert cards(client, min_rating=1) == cards(client)


def test_a_filter_on_what_lists_show_makes_no_film_more_be_detailed(
    client: FlaskClient, standin: StandIn
) -> None:
    found = cards(client, original_language="fr", count=4)
    assert {card["original_language"] for card in found} == {"fr"}
    assert standin.count("tmdb", "movie") <= TWELVE + 4


def test_a_sort_orders_the_same_films_and_ranks_follow(client: FlaskClient) -> None:
    found = cards(client, sort="year")
    assert [card["rank"] for card in found] == list(range(1, 11))
    assert [card["year"] for card in found] == sorted((card["year"] for card in found), reverse=True)
    assert set(ids(found)) == set(ids(cards(client)))


# Filters on details and offers


def test_a_run_time_is_kept_and_three_films_for_each_wanted_are_looked_at(
    client: FlaskClient, standin: StandIn
) -> None:
    result = run(client, runtime_max=100, count=5, include_streaming=False)
    assert all(card["runtime"] <= 100 for card in result["recommendations"])
    assert result["filtered"]["kept"] == len(result["recommendations"])
    assert result["filtered"]["detailed"] <= 3 * 5
    assert standin.count("tmdb", "movie") <= TWELVE + 3 * 5


def test_the_result_says_when_looking_further_was_cut(client: FlaskClient) -> None:
    strict = run(client, runtime_max=60, count=5, include_streaming=False)
    assert strict["filtered"]["is_cut"]
    assert strict["filtered"]["kept"] < 5
    easy = run(client, runtime_max=300, count=5, include_streaming=False)
    assert easy["filtered"] == {"detailed": 5, "kept": 5, "is_cut": False}
    assert "filtered" not in run(client, count=5, include_streaming=False)


def shown_live(harness: Harness) -> list[Recommendation]:
    return [event.recommendation for event in harness.events if isinstance(event, Recommended)]


def test_only_what_the_services_include_is_shown_live_or_at_the_end(harness: Harness) -> None:
    report = harness.run(MEMBER, count=8, filters=Filters(services=tuple(SERVICES)))
    assert report.recommendations
    for card in [*shown_live(harness), *report.recommendations]:
        included = {
            offer.provider.key for offer in card.offers if offer.monetization in {"flatrate", "free", "ads"}
        }
        assert included & set(SERVICES)
    assert report.filtered is not None
    assert report.filtered.kept == len(report.recommendations)


def test_services_look_three_films_up_for_each_wanted_at_most(client: FlaskClient, standin: StandIn) -> None:
    result = run(client, services=["No such service"], count=4)
    assert result["recommendations"] == []
    assert result["filtered"] == {"detailed": 10, "kept": 0, "is_cut": True}
    assert standin.count("justwatch") <= 3 * 4
    assert standin.count("tmdb", "movie") <= TWELVE + 3 * 4


def test_services_without_streaming_are_a_contradiction(client: FlaskClient) -> None:
    body = {"username": MEMBER, "services": ["Netflix"], "include_streaming": False}
    problem = problem_in(client.post("/api/recommend", json=body), 400, "invalid-request")
    assert set(problem["fields"]) == {"services"}


JITTER = [
    Fault("tmdb", "delay", every=2, delay_s=0.02, path_contains="/movie/"),
    Fault("justwatch", "delay", every=2, delay_s=0.05),
]


@pytest.mark.parametrize(
    "fields",
    [
        {"services": SERVICES, "runtime_max": 150, "liked_ids": [], "seed_from": 6, "discovery": 0.6},
        {"usernames": [MEMBER, "factfinder_lu"]},
    ],
    ids=["filtered and narrowed", "blend"],
)
def test_the_ranking_does_not_depend_on_who_answers_first(
    make_app: MakeApp, standin: StandIn, fields: dict[str, object]
) -> None:
    body = {"username": MEMBER, **fields}
    if "usernames" in body:
        del body["username"]

    def job(**settings: str) -> Any:
        answer = (
            make_app(**settings)
            .test_client()
            .post("/api/recommend", json={"country": "US", "count": 10, "sync": True, **body})
        )
        result = answer.get_json()
        return [
            (card["rank"], card["tmdb_id"], card["score"], card["reason"])
            for card in result["recommendations"]
        ], (result.get("filtered"))

    calm = job()
    for fault in JITTER:
        standin.set_fault(fault)
        assert job(WORK_POOL_SIZE="1", HTTP_POOL_MAXSIZE="1") == calm
    assert calm[0]


# Which films are seeds


def seeds_named(found: Any) -> set[int]:
    return {reason["tmdb_id"] for card in found for reason in card["reasons"]}


def test_only_the_films_named_are_seeds(client: FlaskClient, world: World) -> None:
    chosen = [entry.film_id for entry in world.members[MEMBER].entries][3:5]
    result = run(client, seed_ids=chosen, include_streaming=False)
    assert result["seeds"]["count"] == 2
    assert seeds_named(result["recommendations"]) <= set(chosen)
    assert result["preferences"] == run(client, include_streaming=False)["preferences"]
    assert not set(ids(result["recommendations"])) & {
        entry.film_id for entry in world.members[MEMBER].entries
    }


def test_only_the_newest_films_are_seeds(harness: Harness) -> None:
    newest = {film.title for film in harness.read(MEMBER).profile.interactions[:3]}
    report = harness.run(MEMBER, count=10, include_streaming=False, filters=Filters(seed_from=3))
    assert report.seeds.count == 3
    assert {reason.title for card in report.recommendations for reason in card.scored.reasons} <= newest


@pytest.mark.parametrize(
    ("fields", "which"),
    [
        ({"seed_ids": [999_999_999]}, "films of sourgrapes that seed_ids names"),
        ({"seed_from": 1}, "newest 1 films of sourgrapes"),
    ],
    ids=str,
)
def test_no_seed_left_is_said_clearly(client: FlaskClient, fields: dict[str, object], which: str) -> None:
    body = {"username": "sourgrapes", "sync": True, **fields}
    problem = problem_in(client.post("/api/recommend", json=body), 422, "seeds-missing")
    assert problem["detail"] == f"None of the {which} is rated well or liked."
    assert problem["hint"]


# Feedback


def test_what_is_dismissed_is_never_shown(harness: Harness) -> None:
    usual = [each.scored.candidate.item.tmdb_id for each in harness.run(MEMBER, count=10).recommendations]
    dismissed = frozenset(usual[:4])
    report = harness.run(MEMBER, count=10, exclude_ids=dismissed)
    shown = {card.scored.candidate.item.tmdb_id for card in [*shown_live(harness), *report.recommendations]}
    assert not shown & dismissed
    assert len(report.recommendations) == 10
    assert set(usual) - dismissed <= shown
    assert not any(isinstance(event, Retracted) and event.reason == "seen" for event in harness.events)


def test_a_film_liked_elsewhere_is_a_seed_is_seen_and_is_named_as_liked(
    client: FlaskClient, standin: StandIn
) -> None:
    usual = run(client, include_streaming=False)
    liked = ids(usual["recommendations"])[0]
    standin.reset_log()
    result = run(client, include_streaming=False, liked_ids=[liked, 999_999_999], count=20)
    assert liked not in ids(result["recommendations"])
    assert result["seeds"] == {"count": TWELVE + 1, "basis": "rated"}
    named = [
        reason
        for card in result["recommendations"]
        for reason in card["reasons"]
        if reason["tmdb_id"] == liked
    ]
    assert named
    assert {(reason["rating"], reason["liked"]) for reason in named} == {(None, True)}
    assert result["preferences"] == usual["preferences"]


def test_likes_alone_are_enough_to_start_from(world: World) -> None:
    films = [film for film in world.films.values() if not film.series]
    films.sort(key=lambda film: -film.vote_count)
    silent = Member("silent", tuple(MemberFilm(film.id, None, liked=False) for film in films[:5]))
    with StandIn(world.with_members(silent)) as standin, harness_over(standin) as harness:
        report = harness.run("silent", count=5, include_streaming=False, liked_ids=(films[7].id,))
    assert len(report.recommendations) == 5
    assert {reason.title for card in report.recommendations for reason in card.scored.reasons} == {
        films[7].title
    }
