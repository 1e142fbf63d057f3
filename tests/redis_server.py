"""A real redis-server for tests: on loopback, without files, ended with the test."""

import shutil
import signal
import subprocess
import time
from typing import Self

import redis

from harness.processes import free_port
from tests.timing import PATIENCE_S


class RedisServer:
    """A server that can be stopped, started again on the same port, frozen and thawed."""

    def __init__(self, *options: str) -> None:
        binary = shutil.which("redis-server")
        assert binary is not None, "these tests need redis-server: make system installs it"
        self._binary = binary
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [self._binary, "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--loglevel", "warning", *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline_s = time.monotonic() + PATIENCE_S
        with self.client() as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    assert self._process.poll() is None, "redis-server ended at once"
                    assert time.monotonic() < deadline_s, "redis-server does not answer"
                    time.sleep(0.01)
                else:
                    return

    def stop(self) -> None:
        if self._process is not None:
            self.thaw()
            self._process.terminate()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Freeze the server: it keeps its connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port, protocol=2)
