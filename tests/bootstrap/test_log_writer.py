"""A log that nobody reads, or that is closed, holds up nobody, and ends in no trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOG_MUCH = """
import logging, os, sys
from bootstrap.log_writer import MAX_WAITING
from bootstrap.logs import configure_logging
configure_logging("INFO", sys.argv[1])
for number in range(2 * MAX_WAITING):
    logging.getLogger("start").info("line %d %s", number, "x" * 100)
os.write(int(sys.argv[2]), b"done")
"""
SAY_MORE = """
sys.stdin.read()
logging.getLogger("start").info("read again")
for _ in range(30):  # each waits for a slow reader for a second at most
    logging.getLogger().handlers[0].flush()
"""


def run(script: str, style: str, log: int, said: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, style, str(said)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=log, pass_fds=(said,))


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_log_that_nobody_reads_holds_up_nobody_and_says_what_was_dropped(style: str) -> None:
    unread, log = os.pipe()
    done, said = os.pipe()
    with run(LOG_MUCH + SAY_MORE, style, log, said) as process:
        os.close(log)
        os.close(said)
        assert os.read(done, 4) == b"done", "it waits for a reader"
        with os.fdopen(unread, "rb") as reader:
            while b"line 1000" not in reader.readline():
                """Those that wait are written once they are read."""
            assert process.stdin is not None
            process.stdin.close()
            rest = reader.read().decode()
    os.close(done)
    assert "read again" in rest
    assert "lines of the log were dropped" in rest
    assert "Traceback" not in rest
    assert process.returncode == 0


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_log_that_is_closed_holds_up_nobody(style: str) -> None:
    reader, log = os.pipe()
    done, said = os.pipe()
    os.close(reader)
    with run(LOG_MUCH, style, log, said) as process:
        os.close(log)
        os.close(said)
        assert os.read(done, 4) == b"done"
    os.close(done)
    assert process.returncode == 0


def test_without_a_standard_error_nothing_is_written_to_what_has_its_number(tmp_path: Path) -> None:
    """Files opened later take the lowest number that is free."""
    script = """
import logging, sys
file = open(sys.argv[1], "w+b")
assert file.fileno() == 2
from bootstrap.logs import configure_logging
configure_logging("INFO", "text")
logging.getLogger("start").info("to nobody")
logging.getLogger().handlers[0].flush()
assert file.read() == b""
print("nothing")
"""
    ran = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" "$2" 2>&-', sys.executable, script, str(tmp_path / "file")],
        cwd=ROOT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert ran.stdout == b"nothing\n"


def test_a_forked_process_writes_its_own_lines() -> None:
    script = """
import logging, os
from bootstrap.logs import configure_logging
configure_logging("INFO", "text")
logging.getLogger("start").info("of the first")
if os.fork() == 0:
    logging.getLogger("start").info("of the second")
else:
    os.wait()
    logging.getLogger("start").info("of the first again")
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=True
    )
    said = [line.partition(" start ")[2] for line in ran.stderr.splitlines()]
    assert sorted(said) == ["of the first", "of the first again", "of the second"]  # each writes when it can
    assert said.index("of the first") < said.index("of the first again")
