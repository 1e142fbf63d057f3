"""The configuration of gunicorn, all of which is here."""

import gc
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from dotenv import load_dotenv
from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http import errors

sys.path.insert(0, str(Path(__file__).parent))  # gunicorn adds it only after it has read this file

from server.shared_metrics import VARIABLE, forget_process, metrics_folder

os.environ[VARIABLE] = metrics_folder(os.environ)  # before any import that reads it

from bootstrap.logs import log_handler
from config import Settings, SettingsError
from jobs.service import LAST_JOBS_S
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
workers = settings.web_workers  # several share jobs, and thus streams and results, through Redis
threads = MAX_STREAMS + 256  # started when needed; an open stream holds one, everything else shares the rest
worker_connections = min(4096, open_files() // 2)  # above threads, as most hold none; a file is left for each
sendfile = False  # it would wait without end for a client that does not read
timeout = 180
graceful_timeout = 30  # LAST_JOBS_S, and the time to close
keepalive = 5
max_requests = 0  # a restart would end jobs
control_socket_disable = True  # it would open a socket in $HOME
accesslog = None
errorlog = "-"
loglevel = settings.log_level.lower()


class OwnLines(Logger):  # type: ignore[misc]  # it ships no types
    """A logger that writes gunicorn's lines in the application's format, and never waits for a reader."""

    def setup(self, cfg: Any) -> None:
        """Set up the log, and replace the handlers of the error log."""
        super().setup(cfg)
        self.error_log.handlers[:] = [log_handler(settings.log_format)]

    def exception(self, msg: str, *args: Any, **options: Any) -> None:
        """Log a defect of the server with a trace, but a malformed remainder of a request as one line."""
        error = sys.exception()
        if type(error).__module__ == errors.__name__:
            self.warning("Invalid remainder of a request: %s", error)
        else:
            super().exception(msg, *args, **options)


logger_class = OwnLines


def post_worker_init(worker: Any) -> None:
    """Set up a worker: limits of its connections, draining on SIGTERM, and fewer garbage collections.

    On SIGTERM, jobs come to their end first. Then streams are ended, because gunicorn would wait for them
    until it kills the worker. Garbage is collected less often, because a job creates tens of thousands of
    films, none of them in a cycle, and looking at them again and again took a seventh of its processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    is_bounded = settings.ratelimit_enabled and not settings.trusted_proxies  # a proxy has many clients
    worker.bound(
        ConnectionLimits(
            header_s=settings.client_header_timeout,
            body_s=settings.client_body_timeout,
            send_s=settings.client_send_timeout,
            per_address=settings.max_connections_per_address if is_bounded else None,
        )
    )
    stop = signal.getsignal(signal.SIGTERM)

    draining: list[threading.Thread] = []
    is_drained = threading.Event()

    def drain() -> None:
        services_of(worker.app.wsgi()).jobs.drain(LAST_JOBS_S)
        is_drained.set()
        os.kill(os.getpid(), signal.SIGTERM)

    def drain_then_stop(number: int, frame: FrameType | None) -> None:
        if is_drained.is_set():
            services_of(worker.app.wsgi()).close()
            if callable(stop):
                stop(number, frame)
        elif not draining:  # a supervisor may send it twice, also through the arbiter
            draining.append(threading.Thread(target=drain, name="drain", daemon=True))
            draining[0].start()

    signal.signal(signal.SIGTERM, drain_then_stop)
    util.write_error = write_problem


def worker_exit(_server: Any, worker: Any) -> None:
    """Close what the application opened, however the worker ends. One that could not start has none."""
    if worker.app.callable is not None:
        services_of(worker.app.callable).close()


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of an ended worker, so that what it held open does not count any more."""
    forget_process(os.environ[VARIABLE], worker.pid)


def on_exit(_server: Any) -> None:
    """Delete the folder of the shared metrics."""
    shutil.rmtree(os.environ[VARIABLE])
