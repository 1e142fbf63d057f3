"""Web processes, workers and Redis that are killed, ended and started again, each at its own address."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

import redis

from bench.app_process import AppProcess
from bench.processes import (
    LOG_SHOWN,
    READY_WITHIN_S,
    ROOT,
    DidNotStart,
    StandInProcess,
    answers,
    environment_of,
    listens,
    standin,
    without_settings,
)
from harness.processes import free_port
from jobs.redis_scripts import PREFIX, text

ENDS_WITHIN_S: Final = 60.0
LOOK_EVERY_S: Final = 0.05


class Machine:
    """A process that can be lost and started again."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __str__(self) -> str:
        return self._log.stem

    @property
    def pid(self) -> int:
        """The id of the present process."""
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> str:
        """The output of the process since its start."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self, is_up: Callable[["Machine"], bool]) -> None:
        """Start the process, and wait until it is up. Raises ``DidNotStart``."""
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=without_settings() | self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        ends_s = time.monotonic() + READY_WITHIN_S
        while not is_up(self):
            if self._process.poll() is not None or time.monotonic() > ends_s:
                raise DidNotStart(f"{self._command!r} was not ready in time")
            time.sleep(LOOK_EVERY_S)

    def kill(self) -> None:
        """Kill the process and all that it started (SIGKILL), as the end of the machine would."""
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def end(self) -> float:
        """Send SIGTERM, and return the seconds until the process was gone."""
        began_s = time.monotonic()
        assert self._process is not None
        self._process.terminate()
        self._process.wait(ENDS_WITHIN_S)
        return time.monotonic() - began_s


@dataclass(frozen=True, slots=True)
class Site:
    """Machines around one Redis, which keeps its data over its own restart."""

    upstreams: StandInProcess
    redis: Machine
    redis_port: int
    web: Sequence[Machine]
    ports: Sequence[int]
    workers: Sequence[Machine]

    def start(self, machine: Machine) -> None:
        """Start a machine, for the first time or again, and wait until it is up."""
        if machine is self.redis:
            machine.start(lambda _: listens(self.redis_port))
        elif machine in self.workers:
            machine.start(lambda worker: "Running jobs" in worker.output)
        else:
            port = self.ports[self.web.index(machine)]
            machine.start(lambda _: answers(f"http://127.0.0.1:{port}/_ready"))

    def running(self) -> dict[str, int]:
        """Return the ids of the running jobs, and how often each has been started."""
        client = redis.Redis(port=self.redis_port, protocol=2)
        found = {}
        for each in cast(list[bytes], client.zrange(f"{PREFIX}unfinished", 0, -1)):
            state, attempts = cast(
                list[bytes], client.hmget(f"{PREFIX}job:{text(each)}", ["state", "attempts"])
            )
            if state == b"running":
                found[text(each)] = int(attempts)
        client.close()
        return found

    def served(self) -> list[AppProcess]:
        """Return the web processes, to be measured."""
        return [
            AppProcess(f"http://127.0.0.1:{port}", each.pid)
            for each, port in zip(self.web, self.ports, strict=True)
        ]


@contextmanager
def site(
    members: Sequence[str], *, web: int, workers: int, is_shared: bool = True, **settings: str
) -> Iterator[Site]:
    """Run the body with a site whose machines are all up; ``members`` are as ``bench.world`` reads them.

    If ``is_shared`` is false there is no Redis, and threads of the web process run the jobs.
    """
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        upstreams = opened.enter_context(standin("bench.world", *members))
        redis_port, ports = free_port(), [free_port() for _ in range(web)]
        shared = {"REDIS_URL": f"redis://127.0.0.1:{redis_port}/0", "JOB_BACKEND": "dramatiq"}
        alone = {"CACHE_PATH": str(folder / "cache.sqlite3")}
        environment = environment_of(upstreams) | (shared if is_shared else alone) | settings
        command = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--dir", str(folder)]
        kept = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
        made = Site(
            upstreams,
            Machine([*command, *kept], {}, folder / "redis.log"),
            redis_port,
            [_web(port, environment, folder / f"web{port}.log") for port in ports],
            ports,
            [
                Machine([sys.executable, "worker.py"], environment, folder / f"worker{number}.log")
                for number in range(workers)
            ],
        )
        machines = [*([made.redis] if is_shared else []), *made.workers, *made.web]
        try:
            for each in machines:
                opened.callback(each.kill)
                made.start(each)
            yield made
        except BaseException:
            for each in machines:
                print(each.output[-LOG_SHOWN:], file=sys.stderr)
            raise


def _web(port: int, environment: Mapping[str, str], log: Path) -> Machine:
    bind = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--bind", bind, "app:app"]
    return Machine(command, environment, log)
