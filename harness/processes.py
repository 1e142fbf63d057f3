"""The application as a process of its own, as an operator runs it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Self

import requests

from config import Settings

ROOT = Path(__file__).parent.parent
WITHIN_S = 30.0
GUNICORN = ("-m", "gunicorn", "-c", "gunicorn.conf.py")

_KEPT = ("PATH", "HOME", "LANG")
_LISTS = {"LETTERBOXD_FETCH_TIERS", "ALLOWED_ORIGINS"}  # an empty value means an empty list
_UNSET = {name: "" for field in fields(Settings) if (name := field.name.upper()) not in _LISTS}
"""Empty values for all other settings, so that no ``.env`` of the folder counts."""


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return ``given`` and those variables of this process that any program needs; no setting."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_UNSET, **given}


class AppProcess:
    """A process of ``python`` with ``arguments``, on a port of its own, with ``environment`` alone."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=clean_environment({"PORT": str(self.port), **environment}),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that ending it ends its workers too
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()

    @property
    def output(self) -> str:
        """The output so far. It is read in place: a seek would also move where the process writes."""
        log = self._log.fileno()
        return os.pread(log, os.fstat(log).st_size, 0).decode()

    def wait_until_up(self) -> Self:
        """Wait until the application answers."""
        ends_s = time.monotonic() + WITHIN_S
        while True:
            assert self._process.poll() is None, self.output
            assert time.monotonic() < ends_s, f"it does not answer: {self.output}"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                requests.get(f"{self.url}/_live", timeout=5, headers={"Connection": "close"})
            except OSError:  # not bound yet, or not loaded
                time.sleep(0.02)
            else:
                return self

    def send(self, number: signal.Signals, *, to_all: bool = False) -> None:
        """Send a signal to the process, or also to its workers, as a supervisor may."""
        if to_all:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)

    def exit_code(self, within_s: float = WITHIN_S) -> int:
        """Wait until the process has ended, and return its exit code."""
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it still runs after {within_s} s: {self.output}") from None


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
