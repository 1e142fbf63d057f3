"""``python -m nextfilm``: recommendations without a server, for people and for scripts.

What a process of its own has to show is tested with one; all else calls the entry point in this process.
"""

import csv
import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from unittest.mock import patch

import pytest
from rich.console import Console

from harness.export_files import packed
from harness.exports import export_of
from harness.processes import ROOT, WITHIN_S, clean_environment
from nextfilm.__main__ import main
from nextfilm.exit_codes import EXIT_CODES, ExitCode
from nextfilm.progress import live_progress
from serialisation import Serialiser
from services.models.events import Progressed, Recommended
from services.models.filters import Filters
from standin.server import StandIn
from standin.world import World
from tests.conftest import environment
from web.openapi.samples import CARD

MEMBER = "twelvefold"
COMMAND = (sys.executable, "-m", "nextfilm")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Ended]
"""From the words of the command line, and settings as ``NAME="value"``."""


def started(*words: str, **settings: str) -> Ended:
    """In a process of its own."""
    ended = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=clean_environment({"PYTHONIOENCODING": "utf-8"} | settings),
        capture_output=True,
        encoding="utf-8",
        timeout=3 * WITHIN_S,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def nextfilm(capfd: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """In this process, whose signals, log and environment are as before afterwards."""

    def called(*words: str, **settings: str) -> Ended:
        with ExitStack() as opened:
            opened.enter_context(patch.dict(os.environ, clean_environment(settings), clear=True))
            opened.enter_context(patch.object(sys, "argv", ["nextfilm", *words]))
            try:
                code = int(main())
            except SystemExit as exiting:  # of the words, or once help is shown
                code = int(exiting.code or 0)
        return Ended(code, *capfd.readouterr())

    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield called
    root.setLevel(level)
    root.handlers[:] = handlers
    for number, handler in signals.items():
        signal.signal(number, handler)


@pytest.fixture
def upstreams(standin: StandIn) -> Mapping[str, str]:
    return environment(standin)


@pytest.fixture
def found(nextfilm: Command, upstreams: Mapping[str, str]) -> Callable[..., str]:
    """The films of ``MEMBER``, as the words want them."""

    def films(*words: str) -> str:
        return shown_by(nextfilm(MEMBER, "--count", "5", *words, **upstreams))

    return films


def shown_by(ended: Ended) -> str:
    assert (ended.returncode, ended.stderr) == (ExitCode.FOUND, "")
    assert "\x1b" not in ended.stdout
    return ended.stdout


def test_json_is_the_result_of_the_interface(found: Callable[..., str]) -> None:
    words = ("--format", "json", "--country", "us", "--language", "es-mx")
    result = json.loads(found(*words))
    assert (result["username"], result["country_code"]) == (MEMBER, "US")
    assert result["language"] == "es-MX"
    assert [film["rank"] for film in result["recommendations"]] == [1, 2, 3, 4, 5]


def test_csv_has_a_row_for_each_film(found: Callable[..., str]) -> None:
    rows = list(csv.DictReader(io.StringIO(found("--format", "csv"))))
    assert [row["Rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert all(row["TMDB id"].isdigit() and row["Title"] and row["Why"] for row in rows)


def test_letterboxd_is_what_its_importer_takes(found: Callable[..., str]) -> None:
    rows = list(csv.DictReader(io.StringIO(found("--format", "letterboxd"))))
    assert set(rows[0]) == {"tmdbID", "imdbID", "Title", "Year"}
    assert len(rows) == 5


def test_a_table_names_the_films_and_why(found: Callable[..., str], upstreams: Mapping[str, str]) -> None:
    shown = shown_by(started(MEMBER, "--count", "5", **upstreams))
    titles = [row["Title"] for row in csv.DictReader(io.StringIO(found("--format", "csv")))]
    assert [title for title in titles if title not in shown] == []
    assert ", like " in shown


def test_what_is_asked_for_is_what_a_request_may_ask_for(found: Callable[..., str]) -> None:
    words = ("--genres", "Crime", "--genres", "Horror", "--min-rating", "7.5", "--no-include-streaming")
    result = json.loads(found("--format", "json", *words))
    films = result["recommendations"]
    assert films
    assert all({"Crime", "Horror"} & set(film["genres"]) and film["rating_tmdb"] >= 7.5 for film in films)
    assert {film["availability"] for film in films} == {"not_requested"}


def test_several_members_are_a_blend(nextfilm: Command, upstreams: Mapping[str, str]) -> None:
    ended = nextfilm(MEMBER, "popcorn_den", "--count", "3", "--format", "json", **upstreams)
    assert [each["username"] for each in json.loads(ended.stdout)["members"]] == [MEMBER, "popcorn_den"]


def test_an_export_stands_in_for_letterboxd(
    nextfilm: Command, upstreams: Mapping[str, str], world: World, tmp_path: Path
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
    ended = started(MEMBER, "--count", "5", **{**upstreams, "PYTHONIOENCODING": "ascii"})
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
    ended = started(MEMBER, "--demo", "--count", "3", "--format", "json")
    assert len(json.loads(ended.stdout)["recommendations"]) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nobody_at_all"], ExitCode.NO_MEMBER, "Member not found"),
        (["nofilmsyet"], ExitCode.NO_MEMBER, "No films yet"),
        ([MEMBER, "--count", "0"], ExitCode.WRONG_USE, "count: must be"),
        ([MEMBER, "--count", "x"], ExitCode.WRONG_USE, "invalid int value"),
        ([], ExitCode.WRONG_USE, "give one Letterboxd username"),
        (["--export", "/no/such.zip"], ExitCode.WRONG_USE, "/no/such.zip: No such file"),
        (["--export", "README.md"], ExitCode.WRONG_USE, "README.md"),
    ],
)
def test_how_it_ends_is_told_by_its_exit_code_and_one_line(
    nextfilm: Command, upstreams: Mapping[str, str], words: list[str], code: ExitCode, said: str
) -> None:
    ended = nextfilm(*words, **upstreams)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_key_is_wrong_use() -> None:
    ended = started(MEMBER)
    assert ended.returncode == ExitCode.WRONG_USE
    assert "TMDB_KEY" in ended.stderr


def test_an_upstream_that_cannot_be_reached_has_a_code_of_its_own(
    nextfilm: Command, upstreams: Mapping[str, str]
) -> None:
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


def test_help_tells_every_option_and_exit_code(nextfilm: Command) -> None:
    shown = nextfilm("--help").stdout
    assert [each.name for each in fields(Filters) if f"--{each.name.replace('_', '-')}" not in shown] == []
    assert [code for code, says in EXIT_CODES.items() if f"{code}  {says}" not in shown] == []


def test_a_terminal_sees_each_stage_and_each_film_as_it_comes() -> None:
    out = io.StringIO()
    with live_progress(Console(file=out, force_terminal=True, width=100), Serialiser("")) as show:
        show(Progressed("availability", 1, 5))
        show(Recommended(CARD))
    assert "Blade Runner 2049 (2017)" in out.getvalue()
    assert "Looking up where they stream" in out.getvalue()
