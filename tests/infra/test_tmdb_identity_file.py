"""The file of identities: written as a whole, read one by one."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.tmdb.identity import open_identity_map
from infra.tmdb.identity_file import IdentityFile, write_identities

HEAT_AND_RAN = [("heat-1995", 949), ("ran", 11645)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder?" / "100 %.sqlite"


@pytest.fixture
def written(path: Path) -> Path:
    path.parent.mkdir()
    assert write_identities(path, HEAT_AND_RAN) == 2
    return path


@pytest.fixture
def identities(written: Path) -> Iterator[IdentityFile]:
    opened = IdentityFile(written)
    yield opened
    opened.close()


def test_a_slug_is_looked_up(identities: IdentityFile) -> None:
    assert [identities.get(slug) for slug in ("heat-1995", "ran", "rans", "")] == [949, 11645, None, None]


def test_many_threads_may_ask(identities: IdentityFile) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(identities.get, ["ran"] * 500)) == {11645}


def test_what_it_is_shows_in_the_files_beginning(written: Path, tmp_path: Path) -> None:
    opened = open_identity_map(written)
    assert isinstance(opened, IdentityFile)
    opened.close()
    listed = tmp_path / "list.sqlite"
    listed.write_text("slug,tmdb_id\nran,11645\n", encoding="utf-8")
    assert open_identity_map(listed) == {"ran": 11645}


def test_whoever_reads_the_file_while_it_is_replaced_goes_on_with_the_old_one(
    identities: IdentityFile, written: Path
) -> None:
    write_identities(written, [("ran", 1)])
    assert identities.get("ran") == 11645
    newer = IdentityFile(written)
    assert newer.get("ran") == 1
    newer.close()


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(sqlite3.IntegrityError):
        write_identities(written, [("ran", 1), ("ran", 2)])
    assert written.read_bytes() == before
    assert [each.name for each in written.parent.iterdir()] == [written.name]


def foreign_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE identities (slug TEXT, tmdb_id INTEGER)")
    connection.close()


def no_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE films (name TEXT)")
    connection.close()


def half(path: Path) -> None:
    write_identities(path, HEAT_AND_RAN)
    path.write_bytes(path.read_bytes()[:50])


@pytest.mark.parametrize("spoil", [foreign_table, no_table, half])
def test_a_file_that_is_none_of_ours_is_refused_by_its_name(spoil: object, tmp_path: Path) -> None:
    path = tmp_path / "identities.sqlite"
    assert callable(spoil)
    spoil(path)
    with pytest.raises(ValueError, match=r"identities\.sqlite: "):
        open_identity_map(path)


def test_a_file_damaged_inside_is_said_once_and_ends_nothing(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    write_identities(path, ((f"film-{number:06}", number) for number in range(1, 50_001)))
    body = bytearray(path.read_bytes())
    middle = len(body) // 2 // 4096 * 4096
    body[middle : middle + 40 * 4096] = b"\xff" * 40 * 4096
    path.write_bytes(body)
    identities = IdentityFile(path)
    found = [identities.get(f"film-{number:06}") for number in range(1, 50_001, 100)]
    assert None in found
    assert found[0] == 1
    identities.close()
    assert len(caplog.records) == 1
    assert "searched for" in caplog.text
