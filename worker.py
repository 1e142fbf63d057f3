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
    """Run jobs until SIGTERM or SIGINT; a second one waits for none. A bad setting ends it with one line."""
    load_dotenv(Path(__file__).parent / ".env")
    signals: SimpleQueue[int] = SimpleQueue()  # a handler may put into it, whatever it interrupts
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: signals.put(number))
    try:
        settings = Settings.from_environment(os.environ)
        configure_logging(settings.log_level, settings.log_format)
        with _metrics(settings.metrics_port), build_worker(settings) as worker:
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 10, 10)  # a job makes films by the ten thousand, none of them in a cycle
            worker.start()
            _LOGGER.info("Running jobs, %d at once", settings.pipeline_pool_size)
            _wait_for(signals)
            worker.close(LAST_JOBS_S, is_hurried=lambda: not signals.empty())
    except (SettingsError, RedisUnavailable) as error:
        raise SystemExit(f"Cannot start: {error}") from None


def _wait_for(signals: SimpleQueue[int]) -> None:
    """Return once there is one. A wait without end would miss a signal that comes just before it begins."""
    while signals.empty():
        time.sleep(_SIGNAL_WITHIN_S)


@contextmanager
def _metrics(port: int | None) -> Iterator[None]:
    """The figures of this process on ``port``, if there is one. Raises ``SettingsError`` when it is taken."""
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
