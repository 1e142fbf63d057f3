"""``python -m nextfilm``: recommendations without a server, for people and for scripts."""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from rich.console import Console

from nextfilm.exit_codes import EXIT_CODES, ExitCode
from nextfilm.progress import live_progress
from serialisation import Serialiser
from services.models.events import Progressed, Recommended
from services.models.filters import Filters
from standin.server import StandIn
from standin.world import World
from tests.conftest import environment
from tests.exports import export_of
from tests.infra.letterboxd_export_files import packed
from tests.processes import ROOT, WITHIN_S, clean_environment
from web.openapi.samples import CARD

MEMBER = "twelvefold"
COMMAND = (sys.executable, "-m", "nextfilm")


def nextfilm(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=clean_environment({"PYTHONIOENCODING": "utf-8"} | settings),
        capture_output=True,
        encoding="utf-8",
        timeout=3 * WITHIN_S,
        check=False,
    )


@pytest.fixture
def upstreams(standin: StandIn) -> Mapping[str, str]:
    return environment(standin)


def found(upstreams: Mapping[str, str], *words: str) -> str:
    ended = nextfilm(MEMBER, "--count", "5", *words, **upstreams)
    assert (ended.returncode, ended.stderr) == (ExitCode.FOUND, "")
    assert "\x1b" not in ended.stdout
    return ended.stdout


def test_json_is_the_result_of_the_interface(upstreams: Mapping[str, str]) -> None:
    words = ("--format", "json", "--country", "us", "--language", "es-mx")
    result = json.loads(found(upstreams, *words))
    assert (result["username"], result["country_code"]) == (MEMBER, "US")
    assert result["language"] == "es-MX"
    assert [film["rank"] for film in result["recommendations"]] == [1, 2, 3, 4, 5]


def test_csv_has_a_row_for_each_film(upstreams: Mapping[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(found(upstreams, "--format", "csv"))))
    assert [row["Rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert all(row["TMDB id"].isdigit() and row["Title"] and row["Why"] for row in rows)


def test_letterboxd_is_what_its_importer_takes(upstreams: Mapping[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(found(upstreams, "--format", "letterboxd"))))
    assert set(rows[0]) == {"tmdbID", "imdbID", "Title", "Year"}
    assert len(rows) == 5


def test_a_table_names_the_films_and_why(upstreams: Mapping[str, str]) -> None:
    shown = found(upstreams)
    titles = [row["Title"] for row in csv.DictReader(io.StringIO(found(upstreams, "--format", "csv")))]
    assert [title for title in titles if title not in shown] == []
    assert ", like " in shown


def test_what_is_asked_for_is_what_a_request_may_ask_for(upstreams: Mapping[str, str]) -> None:
    words = ("--genres", "Crime", "--genres", "Horror", "--min-rating", "7.5", "--no-include-streaming")
    result = json.loads(found(upstreams, "--format", "json", *words))
    films = result["recommendations"]
    assert films
    assert all({"Crime", "Horror"} & set(film["genres"]) and film["rating_tmdb"] >= 7.5 for film in films)
    assert {film["availability"] for film in films} == {"not_requested"}


def test_several_members_are_a_blend(upstreams: Mapping[str, str]) -> None:
    ended = nextfilm(MEMBER, "popcorn_den", "--count", "3", "--format", "json", **upstreams)
    assert [each["username"] for each in json.loads(ended.stdout)["members"]] == [MEMBER, "popcorn_den"]


def test_an_export_stands_in_for_letterboxd(
    upstreams: Mapping[str, str], world: World, tmp_path: Path
) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(packed(export_of(world, MEMBER)))
    ended = nextfilm("--export", str(path), "--count", "3", "--format", "json", **upstreams)
    result = json.loads(ended.stdout)
    assert (result["pages"], result["import"]["films"]) == (None, 12)
    assert len(result["recommendations"]) == 3


def test_an_export_may_come_through_a_pipe(upstreams: Mapping[str, str], world: World) -> None:
    words = ("--export", "/dev/stdin", "--count", "3", "--format", "json")
    ended = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=clean_environment(dict(upstreams)),
        input=packed(export_of(world, MEMBER)),
        capture_output=True,
        timeout=3 * WITHIN_S,
        check=False,
    )
    assert ended.returncode == ExitCode.FOUND, ended.stderr
    assert len(json.loads(ended.stdout)["recommendations"]) == 3


def test_what_is_written_is_utf_8_whatever_the_locale(upstreams: Mapping[str, str]) -> None:
    ended = nextfilm(MEMBER, "--count", "5", **upstreams, PYTHONIOENCODING="ascii")
    assert ended.returncode == ExitCode.FOUND, ended.stderr
    assert "│ Léon: The Professional" in ended.stdout


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_what_cannot_be_written_is_told_in_one_line(upstreams: Mapping[str, str], redirection: str) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", *COMMAND, MEMBER, "--count", "1"],
        cwd=ROOT,
        env=clean_environment(dict(upstreams)),
        stderr=subprocess.PIPE,
        text=True,
        timeout=3 * WITHIN_S,
        check=False,
    )
    assert ended.returncode == ExitCode.WRONG_USE
    assert ended.stderr.startswith("nextfilm: The films cannot be written: ")
    assert ended.stderr.count("\n") == 1


def test_the_demo_needs_neither_key_nor_network() -> None:
    ended = nextfilm(MEMBER, "--demo", "--count", "3", "--format", "json")
    assert len(json.loads(ended.stdout)["recommendations"]) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nobody_at_all"], ExitCode.NO_MEMBER, "Member not found"),
        (["nofilmsyet"], ExitCode.NO_MEMBER, "No films yet"),
        ([MEMBER, "--count", "0"], ExitCode.WRONG_USE, "count: must be"),
        ([MEMBER, "--count", "x"], ExitCode.WRONG_USE, "invalid int value"),
        ([], ExitCode.WRONG_USE, "give a member"),
        (["--export", "/no/such.zip"], ExitCode.WRONG_USE, "/no/such.zip: No such file"),
        (["--export", "README.md"], ExitCode.WRONG_USE, "README.md"),
    ],
)
def test_how_it_ends_is_told_by_its_exit_code_and_one_line(
    upstreams: Mapping[str, str], words: list[str], code: ExitCode, said: str
) -> None:
    ended = nextfilm(*words, **upstreams)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_key_is_wrong_use() -> None:
    ended = nextfilm(MEMBER)
    assert ended.returncode == ExitCode.WRONG_USE
    assert "TMDB_KEY" in ended.stderr


def test_an_upstream_that_cannot_be_reached_has_a_code_of_its_own(upstreams: Mapping[str, str]) -> None:
    silent = {"LETTERBOXD_BASE_URL": "http://127.0.0.1:9", "LETTERBOXD_DEADLINE_S": "0.5"}
    ended = nextfilm(MEMBER, **{**upstreams, **silent})
    assert ended.returncode == ExitCode.NO_UPSTREAM
    assert "cannot be read" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_without_a_trace(upstreams: Mapping[str, str], number: signal.Signals) -> None:
    slow = {**upstreams, "TMDB_RATE_PER_S": "0.05"}
    with subprocess.Popen(
        [*COMMAND, MEMBER, "--verbose"],
        cwd=ROOT,
        env=clean_environment(slow),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        assert "Read page 1" in process.stderr.readline()
        process.send_signal(number)
        told, shown = process.stderr.read(), process.stdout.read()
        assert process.wait(WITHIN_S) == ExitCode.INTERRUPTED
    assert shown == ""
    assert "Traceback" not in told


def test_help_tells_every_option_and_exit_code() -> None:
    shown = nextfilm("--help").stdout
    assert [each.name for each in fields(Filters) if f"--{each.name.replace('_', '-')}" not in shown] == []
    assert [code for code, says in EXIT_CODES.items() if f"{code}  {says}" not in shown] == []


def test_a_terminal_sees_each_stage_and_each_film_as_it_comes() -> None:
    out = io.StringIO()
    with live_progress(Console(file=out, force_terminal=True, width=100), Serialiser("")) as show:
        show(Progressed("availability", 1, 5))
        show(Recommended(CARD))
    assert "Blade Runner 2049 (2017)" in out.getvalue()
    assert "Looking where they stream" in out.getvalue()
