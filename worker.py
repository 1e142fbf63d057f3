"""The entry of a worker machine: ``python worker.py`` runs queued jobs until it is terminated."""

import gc
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from dotenv import load_dotenv

from bootstrap.logs import configure_logging
from bootstrap.worker import build_worker
from config import Settings, SettingsError
from infra.storage.redis_link import RedisUnavailable
from jobs.service import LAST_JOBS_S
from server.metrics_server import serve_metrics

_LOGGER = logging.getLogger("worker")

_SIGNAL_WITHIN_S: Final = 0.5


def work() -> None:
    """Run jobs until SIGTERM or SIGINT, then give running jobs ``LAST_JOBS_S`` to end.

    A second signal ends this wait. A bad setting ends the process with a message of one line.
    """
    load_dotenv(Path(__file__).parent / ".env")
    signals: SimpleQueue[int] = SimpleQueue()  # its put is reentrant, so that a signal handler may call it
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: signals.put(number))
    try:
        settings = Settings.from_environment(os.environ)
        configure_logging(settings.log_level, settings.log_format)
        with _metrics(settings.metrics_port), build_worker(settings) as worker:
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 10, 10)  # a job makes tens of thousands of films, none in a cycle
            worker.start()
            _LOGGER.info("Running jobs, %d at once", settings.pipeline_pool_size)
            _wait_for(signals)
            worker.close(LAST_JOBS_S, is_hurried=lambda: not signals.empty())
    except (SettingsError, RedisUnavailable) as error:
        raise SystemExit(f"Cannot start: {error}") from None


def _wait_for(signals: SimpleQueue[int]) -> None:
    """Wait for a signal by polling: an endless wait would miss a signal that comes just before it begins."""
    while signals.empty():
        time.sleep(_SIGNAL_WITHIN_S)


@contextmanager
def _metrics(port: int | None) -> Iterator[None]:
    """Run the body with the figures of this process served on ``port``, or not served when it is None.

    Raises ``SettingsError`` when the port is taken.
    """
    if port is None:
        yield
        return
    try:
        close = serve_metrics(port)
    except OSError as error:
        raise SettingsError(f"METRICS_PORT: {port} cannot be used ({error.strerror})") from None
    try:
        yield
    finally:
        close()


if __name__ == "__main__":
    work()
