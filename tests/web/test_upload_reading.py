"""An upload that finds no room for its temporary file ends in a problem and one line of the log."""

import errno
import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from harness.exports import post_export
from tests.problem import problem_in

LARGE = {"export.zip": b"PK" + bytes(2_000_000)}  # more than stays in memory


@pytest.fixture(params=["is full", "is nowhere"])
def bad_tmpdir(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary files lie on Linux' device that is always full, or can be put nowhere."""
    with Path("/dev/full").open("w+b", buffering=0) as full:

        def open_file(**_: Any) -> Any:
            if request.param == "is full":
                return full
            raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

        monkeypatch.setattr(tempfile, "TemporaryFile", open_file)
        yield
        gc.collect()  # what the form's reader has left open


@pytest.mark.usefixtures("bad_tmpdir")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # that it has left it open
def test_a_full_tmpdir_is_a_problem_and_one_line(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post_export(client, LARGE)
    problem_in(answer, 503, "storage-full")
    assert int(answer.headers["Retry-After"]) > 0
    (line,) = [each for each in caplog.records if each.name == "http"]
    assert "TMPDIR" in line.getMessage()
    assert line.exc_info is None
