"""How gunicorn serves the application; the only place that says so."""

import gc
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from dotenv import load_dotenv
from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http import errors

sys.path.insert(0, str(Path(__file__).parent))  # gunicorn adds it only after it has read this file

from server.shared_metrics import VARIABLE, forget_process, metrics_folder

os.environ[VARIABLE] = metrics_folder(os.environ)  # before anything imports what reads it

from bootstrap.logs import log_handler
from config import Settings, SettingsError
from limiter import MAX_STREAMS
from server.connection import ConnectionLimits
from server.open_files import open_files
from server.problem_writer import write_problem
from web.application import services_of

load_dotenv(Path(__file__).parent / ".env")
try:
    settings = Settings.from_environment(os.environ)
except SettingsError as error:  # before there is a worker, which would fail with a trace
    shutil.rmtree(os.environ[VARIABLE])
    raise SystemExit(f"Cannot start: {error}") from None

bind = f"0.0.0.0:{settings.port}"
worker_class = "server.worker.ConnectionWorker"
workers = 1  # streams and results live in the process
threads = MAX_STREAMS + 256  # begun when needed; an open stream holds one, and everything else finds one free
worker_connections = min(4096, open_files() // 2)  # above threads, as most hold none; a file is left for each
sendfile = False  # it would wait without end for a client that takes nothing
timeout = 180
graceful_timeout = 20
keepalive = 5
max_requests = 0  # a restart would lose the event logs
control_socket_disable = True  # it would open a socket in $HOME
accesslog = None
errorlog = "-"
loglevel = settings.log_level.lower()


class OwnLines(Logger):  # type: ignore[misc]  # it ships no types
    """Gunicorn's own lines as the application's are, and waiting for no reader either."""

    def setup(self, cfg: Any) -> None:
        """Take the settings."""
        super().setup(cfg)
        self.error_log.handlers[:] = [log_handler(settings.log_format)]

    def exception(self, msg: str, *args: Any, **options: Any) -> None:
        """A trace for what is wrong here; a line for what is wrong with the rest of what a client sent."""
        error = sys.exception()
        if type(error).__module__ == errors.__name__:
            self.warning("Invalid rest of a request: %s", error)
        else:
            super().exception(msg, *args, **options)


logger_class = OwnLines


def post_worker_init(worker: Any) -> None:
    """End jobs and streams on SIGTERM: gunicorn would wait for open streams until it kills them.

    And look for cycles less often: a job makes films by the ten thousand, none of them in a cycle, and
    looking at them again and again took a seventh of its processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    is_bounded = settings.ratelimit_enabled and not settings.trusted_proxies  # a proxy speaks for many
    worker.bound(
        ConnectionLimits(
            header_s=settings.client_header_timeout,
            body_s=settings.client_body_timeout,
            send_s=settings.client_send_timeout,
            per_address=settings.max_connections_per_address if is_bounded else None,
        )
    )
    stop = signal.getsignal(signal.SIGTERM)

    def end_jobs_then_stop(number: int, frame: FrameType | None) -> None:
        services_of(worker.app.wsgi()).close()
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, end_jobs_then_stop)
    util.write_error = write_problem


def worker_exit(_server: Any, worker: Any) -> None:
    """Close what the application opened, however the worker ends; one that could not start has none."""
    if worker.app.callable is not None:
        services_of(worker.app.callable).close()


def child_exit(_server: Any, worker: Any) -> None:
    """What an ended worker held open counts no more."""
    forget_process(os.environ[VARIABLE], worker.pid)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ[VARIABLE])
