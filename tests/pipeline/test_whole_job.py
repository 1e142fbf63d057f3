"""The whole job against the offline world: what it promises, whatever the upstreams do meanwhile."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from config import Settings
from main import create_app
from pipeline.listed_films import LEAST_VOTES
from standin.faults import Fault
from standin.model import Film, Member, MemberFilm
from standin.server import StandIn
from standin.world import World
from tests.conftest import MakeApp, environment
from tests.problem import problem_in
from web.application import services_of

MEMBERS = {"twelvefold": "rated", "popcorn_den": "rated", "heartsonly": "liked", "sourgrapes": "rated"}
"""Members with tastes of their own, and the kind of seeds that each has."""

QUICK = "factfinder_lu"
ELIGIBILITY = 7.0
SEED_STARS = 4.0


def run(app: Flask, username: str, **fields: object) -> Any:
    answer = app.test_client().post("/api/recommend", json={"username": username, "sync": True, **fields})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def ranking(report: Any) -> list[Any]:
    return [
        (card["rank"], card["tmdb_id"], card["score"], card["reason"]) for card in report["recommendations"]
    ]


def cards_of(report: Any) -> list[Any]:
    """The cards but for their pictures, whose addresses are the stand-in's."""
    cards = report["recommendations"]
    return [
        {name: value for name, value in card.items() if name not in {"poster", "backdrop"}} for card in cards
    ]


# What it promises


@pytest.mark.parametrize(("member", "basis"), MEMBERS.items())
def test_a_report_keeps_every_promise(make_app: MakeApp, world: World, member: str, basis: str) -> None:
    report = run(make_app(MAX_RECOMMENDATIONS="20"), member)
    watched = {entry.film_id: entry for entry in world.members[member].entries}
    assert report["films"] == len(watched)
    assert report["unmatched"] == []
    assert report["seeds"]["basis"] == basis
    cards = report["recommendations"]
    assert len(cards) == 20
    assert_ranked(cards)
    assert_unseen(cards, [world.films[film_id] for film_id in watched])
    assert_good_enough(cards, world)
    assert_reasoned(cards, watched, basis)
    assert_described(cards, world)


def assert_ranked(cards: Any) -> None:
    """Ranks without gaps, scores that never rise, each film once."""
    assert [card["rank"] for card in cards] == list(range(1, len(cards) + 1))
    scores = [card["score"] for card in cards]
    assert scores == sorted(scores, reverse=True)
    assert len({card["tmdb_id"] for card in cards}) == len(cards)


def assert_unseen(cards: Any, watched: list[Film]) -> None:
    """No film of the member's, by id, and by title and year."""
    ids = {film.id for film in watched}
    titles = {(film.title.casefold(), str(film.year)) for film in watched}
    assert not [card["title"] for card in cards if card["tmdb_id"] in ids]
    assert not [card["title"] for card in cards if (card["title"].casefold(), card["year"]) in titles]


def assert_good_enough(cards: Any, world: World) -> None:
    """At or above the eligibility, and a film of the cinema."""
    assert all(card["rating_tmdb"] >= ELIGIBILITY for card in cards)
    assert all(world.films[card["tmdb_id"]].vote_average >= ELIGIBILITY for card in cards)
    assert not any(world.films[card["tmdb_id"]].series for card in cards)


def assert_reasoned(cards: Any, watched: dict[int, MemberFilm], basis: str) -> None:
    """Each reason names a film that the member rated 4 or more; or likes, where they rate nothing so high."""
    for card in cards:
        assert card["reasons"]
        assert card["reasons"][0]["title"] in card["reason"]
        for reason in card["reasons"]:
            entry = watched[reason["tmdb_id"]]
            assert (reason["rating"], reason["liked"]) == (entry.rating_stars, entry.liked)
            if basis == "rated":
                assert (entry.rating_stars or 0) >= SEED_STARS
            else:
                assert entry.liked


def assert_described(cards: Any, world: World) -> None:
    """What TMDB knows of each film."""
    for card in cards:
        film = world.films[card["tmdb_id"]]
        assert (card["title"], card["original_title"]) == (film.title, film.original_title)
        assert card["director"] == ", ".join(film.directors)
        assert card["runtime"] == film.runtime_min
        assert card["genres"] == list(film.genres)
        assert card["poster"].endswith(f"/w500/{film.id}.svg")


def test_a_series_is_a_miss_that_is_named_with_a_reason(world: World) -> None:
    (series, *_) = (film for film in world.films.values() if film.series)
    entries = (*world.members["twelvefold"].entries, MemberFilm(series.id, 5.0, liked=True))
    with StandIn(world.with_members(Member("viewer", entries))) as standin:
        app = create_app(Settings.from_environment(environment(standin)))
        report = run(app, "viewer", count=3)
        services_of(app).close()
    assert [(miss["title"], miss["year"]) for miss in report["unmatched"]] == [
        (series.title, str(series.year))
    ]
    assert series.title in report["unmatched"][0]["reason"]
    assert len(report["recommendations"]) == 3


def test_a_film_that_a_list_showed_to_any_job_is_not_searched_for(world: World) -> None:
    seed = world.members["twelvefold"].entries[0].film_id
    listed = (world.films[each] for each in world.lists.recommendations(seed)[:20])
    shown = next(film for film in listed if film.vote_count >= LEAST_VOTES)
    members = (
        Member("first", (MemberFilm(seed, 5.0, liked=True),)),
        Member("second", (MemberFilm(shown.id, 5.0, liked=True),)),
    )
    with StandIn(world.with_members(*members)) as standin:
        app = create_app(Settings.from_environment(environment(standin)))
        run(app, "first", count=3)
        standin.reset_log()
        report = run(app, "second", count=3)
        services_of(app).close()
        asked = [logged.kind for logged in standin.requests()]
    assert report["unmatched"] == []
    assert shown.title in report["recommendations"][0]["reason"]
    assert "search" not in asked


# The same result whatever the threads, the upstreams and their faults do


@pytest.fixture(scope="module")
def calm(world: World) -> Iterator[Any]:
    """The result of ``QUICK`` when all goes well."""
    with StandIn(world) as standin:
        app = create_app(Settings.from_environment(environment(standin, MAX_RECOMMENDATIONS="20")))
        yield run(app, QUICK)
        services_of(app).close()


JITTER = {
    "now and then": [
        Fault("tmdb", "delay", every=3, delay_s=0.03),
        Fault("justwatch", "delay", every=2, delay_s=0.05),
    ],
    "details late": [Fault("tmdb", "delay", every=2, delay_s=0.02, path_contains="/movie/")],
    "searches late": [Fault("tmdb", "delay", every=5, delay_s=0.08, path_contains="/search/")],
    "pages late": [Fault("letterboxd", "delay", delay_s=0.2), Fault("tmdb", "delay", every=7, delay_s=0.05)],
}


@pytest.mark.parametrize(("threads", "name"), list(zip("1818", JITTER, strict=True)))
def test_the_ranking_does_not_depend_on_who_answers_first(
    make_app: MakeApp, standin: StandIn, calm: Any, threads: str, name: str
) -> None:
    for fault in JITTER[name]:
        standin.set_fault(fault)
    app = make_app(MAX_RECOMMENDATIONS="20", WORK_POOL_SIZE=threads, HTTP_POOL_MAXSIZE=threads)
    report = run(app, QUICK)
    assert report["preferences"] == calm["preferences"]
    assert cards_of(report) == cards_of(calm)


PASSING = {
    "TMDB throttles": [
        Fault("tmdb", "throttle", every=10),
        Fault("tmdb", "throttle", every=25, retry_after_s=0.1),
    ],
    "TMDB drops and fails": [Fault("tmdb", "drop", every=14), Fault("tmdb", "status", status=502, every=16)],
    "Letterboxd fails": [
        Fault("letterboxd", kind, times=1, status=500) for kind in ("status", "drop", "throttle")
    ],
}


@pytest.mark.parametrize("name", PASSING)
def test_passing_faults_change_nothing(make_app: MakeApp, standin: StandIn, calm: Any, name: str) -> None:
    for fault in PASSING[name]:
        standin.set_fault(fault)
    assert cards_of(run(make_app(MAX_RECOMMENDATIONS="20"), QUICK)) == cards_of(calm)


def test_a_second_job_asks_nobody_again_and_says_the_same(make_app: MakeApp, standin: StandIn) -> None:
    app, unknown = make_app(MAX_RECOMMENDATIONS="20"), [999_999_998, 999_999_999]
    first = run(app, QUICK, liked_ids=unknown)
    standin.reset_log()
    assert run(app, QUICK, liked_ids=unknown)["recommendations"] == first["recommendations"]
    assert standin.count() == 0


def test_five_jobs_of_one_member_at_once_make_each_call_once(make_app: MakeApp, standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", every=2, delay_s=0.01))
    app = make_app(PIPELINE_POOL_SIZE="5", MAX_RECOMMENDATIONS="10")
    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(lambda _: cards_of(run(app, "popcorn_den")), range(5)))
    assert results == [results[0]] * 5
    asked = Counter(logged.path for logged in standin.requests() if logged.service != "justwatch")
    assert not {path: times for path, times in asked.items() if times > 1}
    assert standin.count("justwatch") <= 2 * 10


# TMDB refuses


def test_a_key_that_tmdb_refuses_is_said_once_and_names_the_setting(
    make_app: MakeApp, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app(TMDB_KEY="wrong-key-of-an-operator").test_client()
    answer = client.post("/api/recommend", json={"username": "velvetfog", "sync": True})
    problem = problem_in(answer, 502, "tmdb-key-refused")
    assert "TMDB_KEY" in problem["detail"]
    assert "wrong-key" not in answer.get_data(as_text=True) + caplog.text
    assert standin.count("tmdb") < 30  # those under way, not one for each of 300 films
    reported = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert len(reported) == 1


@pytest.mark.parametrize("kind", ["malformed", "status"])
def test_a_tmdb_that_is_down_ends_the_job_instead_of_failing_film_by_film(
    make_app: MakeApp, standin: StandIn, kind: str
) -> None:
    standin.set_fault(Fault("tmdb", kind, status=404))
    client = make_app().test_client()
    answer = client.post("/api/recommend", json={"username": "velvetfog", "sync": True})
    problem_in(answer, 502, "tmdb-unavailable")
    assert standin.count("tmdb") < 60


def test_a_film_that_tmdb_cannot_answer_is_a_miss_and_the_rest_goes_on(
    make_app: MakeApp, standin: StandIn, world: World
) -> None:
    film = world.films[world.members["twelvefold"].entries[0].film_id]
    standin.set_fault(Fault("tmdb", "status", status=404, path_contains=f"/movie/{film.id}?"))
    report = run(make_app(), "twelvefold", count=5)
    assert [miss["title"] for miss in report["unmatched"]] == [film.title]
    assert len(report["recommendations"]) == 5
    assert film.id not in {card["tmdb_id"] for card in report["recommendations"]}


# JustWatch refuses


@pytest.mark.parametrize(
    "fault",
    [
        Fault("justwatch", "delay", delay_s=60),
        Fault("justwatch", "status", status=500),
        Fault("justwatch", "html_200"),
    ],
    ids=lambda fault: fault.kind,
)
def test_where_justwatch_fails_tmdbs_providers_answer(
    make_app: MakeApp, standin: StandIn, fault: Fault
) -> None:
    standin.set_fault(fault)
    report = run(make_app(JUSTWATCH_HTTP_TIMEOUT="0.1"), "twelvefold", count=10, country="US")
    cards = report["recommendations"]
    assert {card["availability"] for card in cards} == {"known"}
    assert any(card["streaming"] for card in cards)
    assert standin.count("tmdb", "providers") == 0  # they came with the details
    links = {offer["url"] for card in cards for offer in card["offers"]}
    assert links
    assert all("/watch" in link for link in links)


def test_a_film_has_the_same_providers_by_justwatch_and_by_tmdb_however_they_call_them(
    make_app: MakeApp, standin: StandIn
) -> None:
    """The keys of each film's offers, its names too, by whoever was asked and under former names."""
    answers = []
    for fault in (None, Fault("justwatch", "other_names"), Fault("justwatch", "status", status=500)):
        standin.clear_faults()
        if fault:
            standin.set_fault(fault)
        report = run(make_app(), "twelvefold", count=30, country="US")
        answers.append({card["tmdb_id"]: told(card) for card in report["recommendations"]})
    assert answers[0] == answers[1] == answers[2]
    keys = {key for offers, _ in answers[0].values() for key, *_ in offers}
    assert {"disney-plus", "max", "apple-tv-store"} <= keys


def told(card: Any) -> tuple[set[tuple[str, str, str]], set[str]]:
    """What of a card's offers does not depend on who was asked."""
    offers = {(each["key"], each["provider"], each["monetization"]) for each in card["offers"]}
    return offers, set(card["streaming"])


def test_where_both_fail_availability_is_unknown_and_never_called_nothing(
    make_app: MakeApp, standin: StandIn
) -> None:
    app = make_app()
    run(app, "twelvefold", count=5, country="US")  # details of the films, and providers in one country only
    standin.set_fault(Fault("justwatch", "status", status=500))
    standin.set_fault(Fault("tmdb", "status", status=404, path_contains="/watch/providers"))
    cards = run(app, "twelvefold", count=5, country="DE")["recommendations"]
    assert {card["availability"] for card in cards} == {"unknown"}
    assert all(card["offers"] == card["streaming"] == [] for card in cards)


def test_justwatch_is_asked_for_so_many_films_at_most(make_app: MakeApp, standin: StandIn) -> None:
    report = run(make_app(JUSTWATCH_MAX_LOOKUPS="5"), "twelvefold", count=20, country="US")
    assert standin.count("justwatch") <= 5
    assert {card["availability"] for card in report["recommendations"]} == {"known"}
    assert any(card["offers"] for card in report["recommendations"])


# When its time is over


def test_a_job_ends_with_what_it_has_when_its_time_is_over(make_app: MakeApp, standin: StandIn) -> None:
    """JustWatch hangs for longer than the job may take."""
    standin.set_fault(Fault("justwatch", "timeout", delay_s=60))
    report = run(make_app(JOB_DEADLINE_S="6", JUSTWATCH_HTTP_TIMEOUT="60"), "twelvefold", count=3)
    assert report["is_cut_short"] is True
    assert "took too long" in report["hint"]
    assert "data_freshness" not in report
    assert {card["availability"] for card in report["recommendations"]} == {"unknown"}
    hanging = standin.requests("justwatch")
    assert hanging
    assert {call.answered_at_s for call in hanging} == {None}
    standin.close()  # so that nothing hangs any more


def test_a_job_that_has_nothing_when_its_time_is_over_says_so(make_app: MakeApp, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "throttle", retry_after_s=1))  # within the patience, for ever
    client = make_app(JOB_DEADLINE_S="1").test_client()
    answer = client.post("/api/recommend", json={"username": QUICK, "sync": True})
    problem = problem_in(answer, 503, "job-timed-out")
    assert "in time" in problem["detail"]
