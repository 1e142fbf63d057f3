"""The stand-in, the application and Redis as processes of their own, each ended with its block."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from bench.app_process import AppProcess
from harness.processes import free_port

ROOT = Path(__file__).parent.parent
READY_WITHIN_S = 180.0  # for a world of a thousand members on a busy machine
ENDS_WITHIN_S = 30.0
_KEPT = frozenset({"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"})

LOG_SHOWN = 4000  # characters of a process' output, when its block fails

_ADDRESSES = 4  # that a stand-in prints

UNPACED = dict.fromkeys(("LETTERBOXD_RATE_PER_S", "TMDB_RATE_PER_S", "JUSTWATCH_RATE_PER_S"), "1000")
"""The settings of an application that calls its upstreams as fast as it can."""


class DidNotStart(RuntimeError):
    """A process that ended, or stayed silent, before it was ready."""


@dataclass(frozen=True, slots=True)
class StandInProcess:
    """The addresses at which the stand-in imitates the upstreams, and its own control."""

    letterboxd_url: str
    tmdb_url: str
    image_url: str
    justwatch_url: str

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the stand-in's control, as ``standin.control`` describes it."""
        base = self.letterboxd_url.removesuffix("/letterboxd")
        response = requests.request(method, f"{base}/_control{path}", json=body, timeout=30)
        response.raise_for_status()
        return response.json()

    def set_fault(self, **fields: object) -> None:
        """Add a fault with the fields of ``standin.faults.Fault``."""
        self.control("POST", "/faults", fields)


@contextmanager
def standin(*arguments: str) -> Iterator[StandInProcess]:
    """Run the body with a stand-in that is started as ``python -m ARGUMENTS``."""
    with _process([sys.executable, "-m", *arguments], {}) as (process, log):
        ends = time.monotonic() + READY_WITHIN_S
        while len(lines := log.read_text(encoding="utf-8").split()) < _ADDRESSES:
            _check_starting(process, ends)
        yield StandInProcess(*lines[:_ADDRESSES])


@contextmanager
def app(upstreams: StandInProcess, **settings: str) -> Iterator[AppProcess]:
    """Run the body with a fresh application over ``upstreams``, as gunicorn serves it in production.

    Its cache is empty.
    """
    with _served(upstreams, ["gunicorn"], settings) as served:
        yield served


@contextmanager
def app_of_later(upstreams: StandInProcess, ahead_s: float, **settings: str) -> Iterator[AppProcess]:
    """Run the body with such an application whose clock is ``ahead_s`` seconds ahead."""
    with _served(upstreams, ["bench.moved_clock", f"{ahead_s}"], settings) as served:
        yield served


@contextmanager
def _served(
    upstreams: StandInProcess, gunicorn: Sequence[str], settings: dict[str, str]
) -> Iterator[AppProcess]:
    port = free_port()
    command = [sys.executable, "-m", *gunicorn, "-c", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    with TemporaryDirectory() as folder:
        environment = environment_of(upstreams) | {"CACHE_PATH": f"{folder}/cache.sqlite3"}
        with _ready([*command, "app:app"], environment | settings, port) as served:
            yield served


@contextmanager
def worker(upstreams: StandInProcess, **settings: str) -> Iterator[None]:
    """Run the body with a worker, which runs the jobs of the applications that share its Redis."""
    with _process([sys.executable, "worker.py"], environment_of(upstreams) | settings):
        yield


def environment_of(upstreams: StandInProcess) -> dict[str, str]:
    """Return the settings of an application that uses ``upstreams``."""
    return {
        "TMDB_KEY": "demo-key",
        "LETTERBOXD_BASE_URL": upstreams.letterboxd_url,
        "TMDB_BASE_URL": upstreams.tmdb_url,
        "TMDB_IMAGE_BASE_URL": upstreams.image_url,
        "JUSTWATCH_URL": upstreams.justwatch_url,
        "RATELIMIT_ENABLED": "false",
    }


@contextmanager
def world(*members: str) -> Iterator[tuple[StandInProcess, AppProcess]]:
    """Run the body with a stand-in for ``members`` (as ``bench.world`` reads them) and a cold application."""
    with standin("bench.world", *members) as upstreams, app(upstreams) as served:
        yield upstreams, served


@contextmanager
def redis() -> Iterator[str]:
    """Run the body with the address of an empty Redis without files.

    Raises ``DidNotStart`` where Redis is not installed.
    """
    if shutil.which("redis-server") is None:
        raise DidNotStart("redis-server is not installed: make system installs it")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with _process(command, {}) as (process, _):
        ends = time.monotonic() + READY_WITHIN_S
        while not listens(port):
            _check_starting(process, ends)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def demo(root: Path = ROOT) -> Iterator[AppProcess]:
    """Run the body with the demo as ``make run`` serves it, its offline world inside, from ``root``."""
    port = free_port()
    environment = {"DEMO": "true", "PORT": str(port), "RATELIMIT_ENABLED": "false"}
    with _ready([sys.executable, "main.py"], environment, port, root) as served:
        yield served


@contextmanager
def _ready(
    command: Sequence[str], environment: dict[str, str], port: int, root: Path = ROOT
) -> Iterator[AppProcess]:
    url = f"http://127.0.0.1:{port}"
    with _process(command, environment, root) as (process, _):
        ends = time.monotonic() + READY_WITHIN_S
        while not answers(f"{url}/_ready"):
            _check_starting(process, ends)
        yield AppProcess(url, process.pid)


def without_settings() -> dict[str, str]:
    """Return the environment of this process without any setting of the application."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}


@contextmanager
def _process(
    command: Sequence[str], environment: dict[str, str], root: Path = ROOT
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """Run the body with a process of ``command``, without our settings; its output goes to a file."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "output"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=root,
                env=without_settings() | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process, log
        except BaseException:
            print(log.read_text(encoding="utf-8", errors="replace")[-LOG_SHOWN:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _check_starting(process: "subprocess.Popen[bytes]", ends: float) -> None:
    if process.poll() is not None or time.monotonic() > ends:
        raise DidNotStart(f"{str(process.args)[:LOG_SHOWN]} was not ready in time")
    time.sleep(0.05)


def answers(url: str) -> bool:
    """Return whether the server at ``url`` answers with success."""
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:  # not up yet, or still importing
        return False


def listens(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
