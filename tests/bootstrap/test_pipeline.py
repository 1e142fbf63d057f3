"""From settings to the pipeline: what an operator sets is what the parts are given."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bootstrap.pipeline import work_threads
from config import Settings, SettingsError
from infra.tmdb.identity_file import write_identities
from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.conftest import MakeApp, environment

MEMBER = "twelvefold"


def settings(standin: StandIn, **overrides: str) -> Settings:
    return Settings.from_environment(environment(standin, **overrides))


@pytest.mark.parametrize(
    ("rate", "pool", "connections", "threads"),
    [("40", "8", "20", 12), ("1", "8", "20", 8), ("1000", "8", "20", 20), ("1000", "30", "20", 30)],
)
def test_the_work_pool_grows_with_the_pace_within_the_connections(
    standin: StandIn, rate: str, pool: str, connections: str, threads: int
) -> None:
    chosen = settings(standin, TMDB_RATE_PER_S=rate, WORK_POOL_SIZE=pool, HTTP_POOL_MAXSIZE=connections)
    assert work_threads(chosen) == threads


Identities = list[tuple[str, int]]


def as_csv(path: Path, identities: Identities) -> None:
    rows = "".join(f"{slug},{tmdb_id}\n" for slug, tmdb_id in identities)
    path.write_text(f"slug,tmdb_id\n{rows}", encoding="utf-8")


def as_sqlite(path: Path, identities: Identities) -> None:
    assert write_identities(path, identities) == len(identities)


@pytest.fixture
def identities(world: World) -> Identities:
    """The right ones of the member's films."""
    films = [world.films[entry.film_id] for entry in world.members[MEMBER].entries]
    return sorted((film.slug, film.id) for film in films)


@pytest.mark.parametrize("write", [as_csv, as_sqlite])
def test_an_identity_map_saves_searches(
    make_app: MakeApp,
    standin: StandIn,
    identities: Identities,
    tmp_path: Path,
    write: Callable[[Path, Identities], None],
) -> None:
    path = tmp_path / "identities"
    write(path, identities)
    client = make_app(IDENTITY_MAP=str(path)).test_client()
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 3, "sync": True})
    assert answer.status_code == 200
    assert answer.get_json()["unmatched"] == []
    assert standin.count("tmdb", "search") == 0


def test_a_wrong_identity_is_searched_for_once_and_the_film_is_right(
    make_app: MakeApp, standin: StandIn, world: World, identities: Identities, tmp_path: Path
) -> None:
    """What it was taken for has neither its title nor its year."""
    slug, right = identities[0]
    film = world.films[right]
    wrong = next(each for each in world.films.values() if abs(each.year - film.year) > 5 and not each.series)
    path = tmp_path / "identities.sqlite"
    write_identities(path, [(slug, wrong.id), *identities[1:]])
    client = make_app(IDENTITY_MAP=str(path)).test_client()
    for is_searched in (True, False):
        answer = client.post("/api/recommend", json={"username": MEMBER, "count": 3, "sync": True})
        assert answer.get_json()["unmatched"] == []
        assert (standin.count("tmdb", "search") > 0) == is_searched
        standin.reset_log()


def test_films_that_do_not_vote_cost_no_details_and_directors_say_of_how_many_films_they_are(
    make_app: MakeApp, world: World
) -> None:
    with StandIn(world.with_member("sixty", 60, 0.4)) as standin:
        standin.set_fault(Fault("rss", "status"))  # it would name ids, whose details then replace searches
        entries = standin.world.members["sixty"].entries
        silent = {each.film_id for each in entries if (each.rating_stars or 0.0) < 3 and not each.liked}
        client = make_app(
            LETTERBOXD_BASE_URL=standin.letterboxd_url,
            TMDB_BASE_URL=standin.tmdb_url,
            JUSTWATCH_URL=standin.justwatch_url,
        ).test_client()
        answer = client.post("/api/recommend", json={"username": "sixty", "sync": True}).get_json()
        asked = {request.path for request in standin.requests("tmdb", "details")}
    assert len(silent) > 10
    assert answer["unmatched"] == []
    assert not [path for path in asked if any(f"/movie/{film}?" in path for film in silent)]
    assert answer["viewing"]["films"] == 60
    assert answer["viewing"]["films_of_directors"] == 60 - len(silent)


def test_an_identity_map_that_is_not_there_refuses_the_start_and_says_what_writes_it(
    make_app: MakeApp, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"^IDENTITY_MAP: .*make identities"):
        make_app(IDENTITY_MAP=str(tmp_path / "none.sqlite"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("film,id\nheat,1\n", "line 1"),
        ("slug,tmdb_id\nheat,1\nran,many\n", "line 3"),
        ("", "line 1"),
    ],
    ids=["header", "row", "empty"],
)
def test_an_identity_map_that_cannot_be_read_refuses_the_start_and_says_where(
    make_app: MakeApp, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "identities.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"^IDENTITY_MAP: .*{said}"):
        make_app(IDENTITY_MAP=str(path))


def test_an_identity_map_that_is_no_text_refuses_the_start(make_app: MakeApp, tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    path.write_bytes(b"slug,tmdb_id\n\xff\xfe,1\n")
    with pytest.raises(SettingsError, match=r"^IDENTITY_MAP: "):
        make_app(IDENTITY_MAP=str(path))


def test_an_application_that_cannot_be_built_leaves_nothing_behind(
    make_app: MakeApp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "identities.csv"
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(SettingsError):
        make_app(IDENTITY_MAP=str(path))
    assert make_app().test_client().get("/_ready").status_code == 200
    assert "ERROR" not in caplog.text


def test_reading_letterboxd_itself_is_warned_about_once_with_a_way_to_narrow_it(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    make_app(LETTERBOXD_BASE_URL="https://letterboxd.com", LETTERBOXD_FETCH_TIERS="requests")
    (warning,) = (record for record in caplog.records if "terms" in record.getMessage())
    assert warning.levelname == "WARNING"
    assert "LETTERBOXD_FETCH_TIERS (now: requests)" in warning.getMessage()


def test_the_offline_world_is_not_warned_about(make_app: MakeApp, caplog: pytest.LogCaptureFixture) -> None:
    make_app()
    assert "terms" not in caplog.text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("MIN_RECOMMEND_RATING", "8.2", 8.2), ("MIN_RECOMMEND_RATING", "7.5", 7.5)],
)
def test_min_rating_is_the_operators(make_app: MakeApp, name: str, value: str, expected: float) -> None:
    client = make_app(**{name: value}).test_client()
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 10, "sync": True})
    ratings = [card["rating_tmdb"] for card in answer.get_json()["recommendations"]]
    assert ratings
    assert min(ratings) >= expected


def test_so_many_similar_films_of_a_seed_count_as_the_operator_says(make_app: MakeApp) -> None:
    def scores(limit: str) -> list[float]:
        client = make_app(SIMILAR_RESULTS_PER_FILM=limit).test_client()
        body = {"username": MEMBER, "sync": True, "include_streaming": False, "count": 5}
        return [
            card["score"] for card in client.post("/api/recommend", json=body).get_json()["recommendations"]
        ]

    assert scores("0") != scores("20")


def test_without_tiers_no_page_is_read_and_the_feed_stands_in(make_app: MakeApp, standin: StandIn) -> None:
    client = make_app(LETTERBOXD_FETCH_TIERS="").test_client()
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 3, "sync": True})
    assert answer.get_json()["data_freshness"] == "rss_partial"
    assert standin.count("letterboxd", "page") == 0
