"""``make identities``: over real HTTP to a query service that answers well, or does not."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from config import Settings
from identities.__main__ import CannotWrite, main, write
from identities.collection import RANGES, Collection
from infra.http.calls.retries import RetryPolicy
from infra.tmdb.identity_file import IdentityFile, write_identities
from standin.faults import Fault
from standin.server import StandIn
from standin.upstreams.wikidata import Wikidata
from standin.world import World
from tests.timing import PATIENCE_S, until

ROOT = Path(__file__).parent.parent.parent
CALLS = RetryPolicy(2, timeout_s=30.0, deadline_s=60.0, backoff_s=0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "identities.sqlite"


def environment(site: StandIn, path: Path | None = None) -> dict[str, str]:
    named = {} if path is None else {"IDENTITY_MAP": str(path)}
    return {"WIKIDATA_URL": site.wikidata_url, "WIKIDATA_RATE_PER_S": "1000", **named}


def collect(site: StandIn, path: Path, calls: RetryPolicy = CALLS) -> None:
    settings = Settings.from_environment({**environment(site), "DEMO": "true"})
    write(path, settings, calls, CALLS)


def asked_for(site: StandIn, start: str) -> int:
    return sum(f"%22{start}%22" in each.path for each in site.requests("wikidata"))


def wanted(world: World) -> dict[str, int]:
    """Of all rows that the stand-in has: slugs of one id that is no other slug's."""
    rows = set(Wikidata(world)._rows)
    slugs, ids = Counter(slug for slug, _ in rows), Counter(number for _, number in rows)
    return {slug: int(number) for slug, number in rows if slugs[slug] == ids[number] == 1}


def content(path: Path) -> dict[str, int]:
    connection = sqlite3.connect(path)
    rows = dict(connection.execute("SELECT slug, tmdb_id FROM identities"))
    connection.close()
    return rows


def test_all_films_are_written_but_the_ambiguous_ones(site: StandIn, world: World, path: Path) -> None:
    assert main([], environment(site, path)) == 0
    assert content(path) == wanted(world)
    assert len(content(path)) > 0.8 * len(world.films)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_each_range_is_asked_for_once_under_our_name(site: StandIn, path: Path) -> None:
    collect(site, path)
    asked = site.requests("wikidata")
    assert len({each.path for each in asked}) == len(asked)
    assert len(RANGES) < len(asked) <= 2 * len(RANGES)
    assert {each.status for each in asked} == {200}
    assert all(each.user_agent.startswith("NextFilm/") for each in asked)


def test_a_file_that_is_there_is_replaced(site: StandIn, world: World, path: Path) -> None:
    write_identities(path, [("gone", 1)])
    assert main([str(path)], environment(site)) == 0
    assert content(path) == wanted(world)


def test_an_operators_own_list_is_not_overwritten(
    site: StandIn, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text("slug,tmdb_id\nran,11645\n", encoding="utf-8")
    assert main([str(path)], environment(site)) == 1
    assert path.read_text(encoding="utf-8").endswith("ran,11645\n")
    assert str(path) in caplog.text
    assert site.count("wikidata") == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault("wikidata", "status", every=3),
        Fault("wikidata", "throttle", every=3, retry_after_s=0),
        Fault("wikidata", "timed_out", every=3),
        Fault("wikidata", "html_200", every=3),
        Fault("wikidata", "truncated", every=3),
        Fault("wikidata", "drop", every=3),
        Fault("wikidata", "reset", every=3),
    ],
    ids=lambda fault: fault.kind,
)
def test_what_fails_now_and_then_is_asked_again_and_costs_nothing(
    site: StandIn, world: World, path: Path, fault: Fault
) -> None:
    site.set_fault(fault)
    collect(site, path)
    assert content(path) == wanted(world)


def test_a_service_that_hangs_now_and_then_is_asked_again(site: StandIn, world: World, path: Path) -> None:
    site.set_fault(Fault("wikidata", "timeout", times=1, delay_s=30.0))
    collect(site, path, RetryPolicy(5, timeout_s=2.0, deadline_s=60.0, backoff_s=0.01))
    assert content(path) == wanted(world)


def test_odd_rows_cost_themselves_and_are_counted(
    site: StandIn, world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.set_fault(Fault("wikidata", "odd_rows"))
    with caplog.at_level("INFO"):
        collect(site, path)
    assert content(path) == wanted(world)
    assert "5 odd rows left out" in caplog.text


FATAL = [
    ("status", 503),
    ("status", 403),
    ("timed_out", 500),
    ("html_200", 200),
    ("truncated", 200),
    ("drop", 0),
]


@pytest.mark.parametrize(("kind", "status"), FATAL)
def test_a_service_that_fails_is_left_alone_and_the_old_file_stays(
    site: StandIn, path: Path, kind: str, status: int
) -> None:
    write_identities(path, [("ran", 11645)])
    site.set_fault(Fault("wikidata", kind, status=status))
    with pytest.raises(CannotWrite, match="run the command again to continue"):
        collect(site, path)
    assert content(path) == {"ran": 11645}
    assert site.count("wikidata") <= 12


def test_a_refusal_is_final_and_tells_its_status(
    site: StandIn, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.set_fault(Fault("wikidata", "status", status=403))
    assert main([str(path)], environment(site)) == 1
    assert "403" in caplog.text
    assert not path.exists()
    assert site.count("wikidata") == 1


def test_a_range_that_fails_costs_itself_and_the_next_run_asks_for_it_alone(
    site: StandIn, world: World, path: Path
) -> None:
    site.set_fault(Fault("wikidata", "truncated", path_contains="%22s%22"))
    with pytest.raises(CannotWrite, match="1 ranges are missing"):
        collect(site, path)
    assert not path.exists()
    site.clear_faults()
    site.reset_log()
    collect(site, path)
    assert site.count("wikidata") == 2  # the second one shows that this was all
    assert content(path) == wanted(world)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_half_way_goes_on_where_it_stopped(
    site: StandIn, world: World, path: Path, number: int
) -> None:
    site.set_fault(Fault("wikidata", "timeout", path_contains="%22m%22", delay_s=120.0))
    command = [sys.executable, "-m", "identities", str(path)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment(site)})
    try:
        until(lambda: asked_for(site, "m") == 1)
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == (130 if number == signal.SIGINT else -number)
    finally:
        process.kill()
        process.wait()
    assert not path.exists()
    site.clear_faults()
    site.reset_log()
    assert main([str(path)], environment(site)) == 0
    assert [asked_for(site, start) for start in "0alm"] == [0, 0, 0, 2]
    assert content(path) == wanted(world)


def test_what_was_read_and_is_damaged_is_told(
    site: StandIn, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.with_name(f"{path.name}.part").write_text("no database" * 100, encoding="utf-8")
    assert main([str(path)], environment(site)) == 1
    assert f"{path.name}.part" in caplog.text


def test_a_folder_that_is_not_there_is_told(
    site: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert main([str(tmp_path / "none" / "file")], environment(site)) == 1
    assert "cannot be written" in caplog.text


def test_a_bad_setting_is_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert main([str(path)], {"WIKIDATA_URL": "nowhere"}) == 1
    assert "WIKIDATA_URL" in caplog.text


def test_a_wikidata_without_films_writes_nothing(path: Path) -> None:
    with StandIn(World([], [])) as empty, pytest.raises(CannotWrite, match="names no film"):
        collect(empty, path)
    assert not path.exists()


def test_ambiguity_is_seen_across_ranges(tmp_path: Path) -> None:
    collection = Collection(tmp_path / "part")
    collection.add("a", [("a-film", 1), ("another", 2), ("alone", 3)])
    collection.add("b", [("b-film", 1), ("both", 4), ("both", 5), ("b-four", 4)])
    assert list(collection.unambiguous()) == [("alone", 3), ("another", 2)]
    assert collection.slugs == 6
    collection.close()


def test_the_application_reads_what_was_written(site: StandIn, world: World, path: Path) -> None:
    collect(site, path)
    identities = IdentityFile(path)
    assert {slug: identities.get(slug) for slug in wanted(world)} == wanted(world)
    identities.close()
