"""The factory of the application.

``python main.py`` serves it. ``main.app`` and ``app.app`` are the WSGI application.
"""

import atexit
import logging
import os
import signal
import sys
from pathlib import Path

from dotenv import load_dotenv
from flask import Flask
from werkzeug.serving import run_simple

from bootstrap.access import access_in_words
from bootstrap.application import build_application
from bootstrap.logs import configure_logging
from config import Settings, SettingsError
from infra.storage.redis_link import RedisUnavailable
from web.application import services_of
from web.bad_requests import ProblemRequestHandler

_LOGGER = logging.getLogger("main")

_WORKER_BOOT_ERROR = 3  # gunicorn's: with another exit code it would restart the worker again and again
_SWITCH_INTERVAL_S = 0.0005  # a busy thread yields quickly, so that opening a stream does not wait for it


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; ``services_of(app).close()`` closes its resources.

    Without ``settings`` it reads the environment and ``.env``. Raises ``SettingsError``, and
    ``RedisUnavailable`` when Redis is required and does not answer.
    """
    if settings is None:
        load_dotenv(Path(__file__).parent / ".env")
        settings = Settings.from_environment(os.environ)
    configure_logging(settings.log_level, settings.log_format)
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    app = build_application(settings)
    for line in access_in_words(settings):
        _LOGGER.info("%s", line)
    atexit.register(services_of(app).close)
    return app


def __getattr__(name: str) -> Flask:
    """Build ``app`` when it is first used, so that importing this module has no side effect."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = create_wsgi_app()
    globals()["app"] = app
    return app


def create_wsgi_app() -> Flask:
    """Build the application for gunicorn.

    A setting or a Redis that prevents the start is logged in one line, and gunicorn does not retry.
    """
    try:
        return create_app()
    except (SettingsError, RedisUnavailable) as error:
        _LOGGER.critical("Cannot start: %s", error)
        raise SystemExit(_WORKER_BOOT_ERROR) from None


def serve() -> None:
    """Serve on 127.0.0.1 until SIGINT or SIGTERM.

    A bad setting ends the process with a message of one line. Without a ``TMDB_KEY`` it serves the demo,
    unless ``DEMO`` is set.
    """
    load_dotenv(Path(__file__).parent / ".env")
    if not os.environ.get("TMDB_KEY", "").strip() and not os.environ.get("DEMO", "").strip():
        os.environ["DEMO"] = "true"
    try:
        settings = Settings.from_environment(os.environ)
        app = create_app(settings)
    except (SettingsError, RedisUnavailable) as error:
        raise SystemExit(f"Cannot start: {error}") from None
    _announce(app, settings.port)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs begin with SIGINT ignored
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        app.debug = settings.is_dev
        run_simple(  # not app.run, which prints to a standard output that may be closed
            "127.0.0.1",
            settings.port,
            app,
            threaded=True,
            use_reloader=settings.is_dev,
            use_debugger=settings.is_dev,
            request_handler=ProblemRequestHandler,
        )
    finally:
        services_of(app).close()


def _announce(app: Flask, port: int) -> None:
    _LOGGER.info("Serving on http://localhost:%d", port)
    if samples := services_of(app).samples:
        names = ", ".join(f"{sample['name']} ({sample['films']} films)" for sample in samples)
        _LOGGER.info("This is the demo: an offline world, no TMDB_KEY. Members to try: %s", names)


if __name__ == "__main__":
    serve()
