"""The watchlist of a member: read beside the films, or out of an export."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.exports import export_of, on_watchlist, post_export, zipped
from services.models.reports import WatchlistSummary
from services.models.requests import WatchlistUse
from standin.faults import Fault
from standin.model import Member
from standin.server import StandIn
from standin.world import World
from tests.pipeline.harness import harness_over
from tests.problem import problem_in
from tests.sse_client import EventStream

MEMBER = "popcorn_den"
WANTED = 60  # films on the watchlist: three pages
COUNT = 12


@pytest.fixture(scope="module")
def world() -> World:
    """A member whose watchlist holds half of what is recommended to them, and others nobody recommends."""
    bundled = World.bundled()
    entries = bundled.members[MEMBER].entries[:20]
    rest = [film.id for film in bundled.films.values() if not film.series and film.vote_average >= 7]
    watched = {entry.film_id for entry in entries}
    wanted = tuple(
        sorted(set(rest) - watched, key=lambda each: (-bundled.films[each].popularity, each))[:WANTED]
    )
    return bundled.with_members(
        Member("unwilling", entries),
        Member(MEMBER, entries, wanted),
        Member("secretive", entries, wanted, private_watchlist=True),
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def run(client: FlaskClient, username: str = MEMBER, **fields: Any) -> dict[str, Any]:
    body = {"username": username, "sync": True, "count": COUNT, "include_streaming": False} | fields
    answer = client.post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    result: dict[str, Any] = answer.get_json()
    return result


def marks(result: dict[str, Any]) -> dict[int, bool | None]:
    return {each["tmdb_id"]: each["on_watchlist"] for each in result["recommendations"]}


def test_nobody_asks_for_a_watchlist_that_is_not_wanted(client: FlaskClient, standin: StandIn) -> None:
    result = run(client)
    assert "watchlist" not in result
    assert set(marks(result).values()) == {None}
    assert standin.count("letterboxd", "watchlist") == 0


def test_marked_are_the_films_on_it_and_the_list_stays_as_it_is(
    client: FlaskClient, world: World, standin: StandIn
) -> None:
    plain, marked = run(client), run(client, watchlist="mark")
    assert marked["watchlist"] == {"status": "read", "films": WANTED}
    assert list(marks(marked)) == list(marks(plain))
    wanted = on_watchlist(world, world.members[MEMBER])
    assert marks(marked) == {tmdb_id: tmdb_id in wanted for tmdb_id in marks(plain)}
    assert set(marks(marked).values()) == {True, False}
    assert standin.count("letterboxd", "watchlist") == 3


def test_only_films_on_it_or_none_of_them(client: FlaskClient) -> None:
    only, without = run(client, watchlist="only"), run(client, watchlist="exclude")
    assert set(marks(only).values()) == {True}
    assert set(marks(without).values()) == {False}
    assert len(marks(without)) == COUNT


def test_a_watchlist_is_read_once_in_half_an_hour(client: FlaskClient, standin: StandIn) -> None:
    for use in ("mark", "only", "exclude"):
        run(client, watchlist=use)
    assert standin.count("letterboxd", "watchlist") == 3


def test_live_cards_are_marked_too(app: Flask, serve: Any) -> None:
    body = {"username": MEMBER, "count": 10, "watchlist": "only"}
    job = app.test_client().post("/api/recommend", json=body).get_json()
    with EventStream(serve(app), job["request_id"]) as stream:
        cards = [event.data for event in stream if event.name == "recommendation"]
    assert {card["on_watchlist"] for card in cards} == {True}


def test_the_first_page_of_films_goes_before_the_watchlist(client: FlaskClient, standin: StandIn) -> None:
    run(client, watchlist="mark")
    kinds = [logged.kind for logged in standin.requests("letterboxd")]
    assert kinds[0] == "page"
    assert all(logged.path.endswith("/") for logged in standin.requests("letterboxd"))


def test_a_private_watchlist_is_told_and_the_job_goes_on(client: FlaskClient) -> None:
    for use in ("mark", "exclude"):
        result = run(client, "secretive", watchlist=use)
        assert result["watchlist"] == {"status": "unavailable", "films": 0}
        assert set(marks(result).values()) == {None}
        assert "data_freshness" not in result
    assert client.get("/_health").get_json()["incident"]["letterboxd_total_failures"] == 0


def test_only_without_a_readable_watchlist_is_a_problem_that_calls_no_profile_private(
    client: FlaskClient,
) -> None:
    answer = client.post("/api/recommend", json={"username": "secretive", "sync": True, "watchlist": "only"})
    problem = problem_in(answer, 422, "watchlist-unavailable")
    assert "private" not in str(problem)
    assert "export" in problem["hint"]
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize("kind", ["challenge", "changed_markup", "empty"])
def test_a_watchlist_that_cannot_be_read_harms_nothing_else(
    client: FlaskClient, standin: StandIn, kind: str
) -> None:
    standin.set_fault(Fault("letterboxd", kind, path_contains="/watchlist/"))
    result = run(client, watchlist="mark")
    assert result["watchlist"] == {"status": "unavailable", "films": 0}
    assert result["pages"] == 1
    assert "data_freshness" not in result


@pytest.mark.parametrize(
    ("fault", "films"),
    [
        (Fault("letterboxd", "repeat", path_contains="/watchlist/"), 28),
        (Fault("letterboxd", "drop", path_contains="/watchlist/page/2/"), 32),
        (Fault("letterboxd", "short", path_contains="/watchlist/page/2/", count=10), 50),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_of_a_watchlist_that_cannot_be_read_whole_counts_what_was_read_and_is_kept_for_nobody(
    client: FlaskClient, standin: StandIn, fault: Fault, films: int
) -> None:
    standin.set_fault(fault)
    result = run(client, watchlist="mark")
    assert result["watchlist"] == {"status": "partial", "films": films}
    assert set(marks(result).values()) == {True, False}
    assert "data_freshness" not in result
    standin.clear_faults()
    assert run(client, watchlist="mark")["watchlist"] == {"status": "read", "films": WANTED}


@pytest.mark.parametrize("kind", ["short", "truncated", "repeat", "misnumbered", "changed_markup", "drop"])
def test_a_page_of_a_watchlist_that_was_odd_once_is_read_anew(
    client: FlaskClient, standin: StandIn, kind: str
) -> None:
    standin.set_fault(Fault("letterboxd", kind, path_contains="/watchlist/page/2/", times=1, count=9))
    assert run(client, watchlist="mark")["watchlist"] == {"status": "read", "films": WANTED}


def test_the_watchlist_of_today_is_read_with_its_own_heading(world: World) -> None:
    """Its total stands elsewhere; an empty one has no grid."""
    with StandIn(world) as site, harness_over(site) as harness:
        assert harness.run(MEMBER, watchlist=WatchlistUse.MARK).watchlist == WatchlistSummary("read", WANTED)
        assert harness.run("unwilling", watchlist=WatchlistUse.MARK).watchlist == WatchlistSummary("read", 0)


def test_only_while_letterboxd_is_blocked_is_503_with_the_time_to_come_back(
    client: FlaskClient, standin: StandIn
) -> None:
    run(client)
    standin.set_fault(Fault("letterboxd", "challenge"))
    answer = client.post("/api/recommend", json={"username": MEMBER, "sync": True, "watchlist": "only"})
    problem_in(answer, 503, "watchlist-unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("use", ["mark", "only", "exclude"])
def test_the_watchlist_of_an_export_does_the_same(client: FlaskClient, world: World, use: str) -> None:
    read = run(client, watchlist=use)
    fields = {"sync": "true", "count": str(COUNT), "include_streaming": "false", "watchlist": use}
    imported = post_export(client, zipped(export_of(world, MEMBER)), **fields).get_json()
    assert imported["watchlist"] == {"status": "read", "films": WANTED}
    assert marks(imported) == marks(read)


def test_an_export_without_its_watchlist_says_so(client: FlaskClient, world: World) -> None:
    files = zipped(export_of(world, MEMBER, with_watchlist=False))
    marked = post_export(client, files, sync="true", count="5", watchlist="mark")
    assert marked.get_json()["watchlist"] == {"status": "unavailable", "films": 0}
    only = post_export(client, files, sync="true", count="5", watchlist="only")
    assert "watchlist.csv" in problem_in(only, 422, "watchlist-unavailable")["detail"]


def test_an_empty_watchlist_is_read_and_holds_nothing(client: FlaskClient) -> None:
    assert run(client, "unwilling", watchlist="mark")["watchlist"] == {"status": "read", "films": 0}
    assert marks(run(client, "unwilling", watchlist="only")) == {}
