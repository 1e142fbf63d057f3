"""The factory. ``python main.py`` serves; ``main.app`` and ``app.app`` are the WSGI application."""

import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from dotenv import load_dotenv
from flask import Flask, request
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from bootstrap.caching import open_cache
from bootstrap.demo import Demo
from bootstrap.logs import configure_logging
from bootstrap.wiring import LOOKUPS_IN_FLIGHT, build_recommender, work_threads
from config import Settings, SettingsError
from infra.storage.redis_link import SOCKET_TIMEOUT_S, RedisLink, RedisUnavailable
from jobs import JobLimits, JobRegistry, Pools
from limiter import StreamLimit, limiter
from routes import Site, api
from serialisation import Serialiser
from sse import QueueHandler
from utils import export_debug_json
from web.bad_requests import ProblemRequestHandler
from web.compression import register_packing
from web.error_handlers import register_error_handlers
from web.operations import Operations, operations
from web.security_headers import security_headers

_LOGGER = logging.getLogger("main")

MAX_BODY_BYTES = 64 * 1024
"""Largest body of a request; no JSON that the routes understand is longer."""

_SWITCH_INTERVAL_S = 0.0005  # a busy thread gives way soon, so that opening a stream does not wait for it


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with everything it opened under ``app.extensions["close"]``.

    Without ``settings`` the environment and ``.env`` are read. Raises ``SettingsError``, and
    ``RedisUnavailable`` when Redis is required and does not answer.
    """
    if settings is None:
        load_dotenv(Path(__file__).parent / ".env")
        settings = Settings.from_environment(os.environ)
    configure_logging(settings.log_level, settings.log_format)
    sys.setswitchinterval(_SWITCH_INTERVAL_S)

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # it would send whoever writes // elsewhere, in HTML
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    with ExitStack() as opened:
        _open(app, settings, opened)
        app.extensions["close"] = _once(opened.pop_all().close)
    atexit.register(app.extensions["close"])
    return app


def _open(app: Flask, settings: Settings, opened: ExitStack) -> None:
    """Build what ``app`` needs, innermost first; ``opened`` closes it in the opposite order."""
    demo = opened.enter_context(Demo.start()) if settings.demo else None
    if demo is not None:
        settings = demo.redirect(settings)
        demo.register(app)
    cache, link = open_cache(
        settings.redis_url,
        required=settings.redis_required,
        max_entries=settings.cache_max_size,
        max_mb=settings.cache_max_mb,
    )
    opened.callback(cache.close)
    pools = Pools(
        scrape=settings.scrape_pool_size,
        work=work_threads(settings),
        lookup=LOOKUPS_IN_FLIGHT,
        pipeline=settings.pipeline_pool_size,
    )
    recommender = build_recommender(settings, cache, link, pools)
    limits = JobLimits(
        max_queued=settings.max_queued_jobs,
        max_per_address=settings.max_jobs_per_address if settings.ratelimit_enabled else None,
        result_ttl_s=settings.job_result_ttl,
        stream_max_age_s=settings.stream_max_age_s,
        log_bound=settings.sse_queue_maxsize,
    )
    export = _export_debug if settings.is_dev else None
    jobs = JobRegistry(recommender, pools, Serialiser(settings.tmdb_image_base_url), limits, export=export)
    opened.callback(jobs.close)
    streams = StreamLimit(settings.max_streams_per_address if settings.ratelimit_enabled else None)
    _attach_log_channel(jobs, opened)
    app.extensions["site"] = Site(
        jobs=jobs,
        recommender=recommender,
        streams=streams,
        max_recommendations=settings.max_recommendations,
        is_demo=demo is not None,
        samples=demo.samples if demo else (),
    )
    app.extensions["operations"] = Operations(
        incident=recommender.incident,
        jobs=jobs.counts,
        streams=lambda: streams.total,
        is_open=lambda: jobs.is_open,
        is_degraded=lambda: _is_degraded(link),
        token=settings.internal_token,
    )
    _serve(app, settings)


def _serve(app: Flask, settings: Settings) -> None:
    """Bind routes, limits, errors and headers to ``app``."""
    app.config |= {
        "RATELIMIT_ENABLED": settings.ratelimit_enabled,
        "RATELIMIT_STORAGE_URI": settings.ratelimit_storage_uri,
        "RATELIMIT_STORAGE_OPTIONS": _storage_options(settings.ratelimit_storage_uri),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }
    limiter.init_app(app)
    CORS(
        app,
        resources={r"/api/.*": {"origins": list(settings.allowed_origins)}},
        expose_headers=["Location", "Retry-After"],
    )
    app.register_blueprint(operations)
    app.register_blueprint(api)
    register_error_handlers(app)
    app.after_request(security_headers(settings.tmdb_image_base_url))
    register_packing(app)
    _trust_proxies(app, settings.trusted_proxies)


def _storage_options(uri: str) -> dict[str, float]:
    """So that a Redis that hangs holds up no request for longer than the cache lets it."""
    if not uri.startswith("redis"):
        return {}
    return {"socket_timeout": SOCKET_TIMEOUT_S, "socket_connect_timeout": SOCKET_TIMEOUT_S}


def _trust_proxies(app: Flask, number: int) -> None:
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as werkzeug documents it
            app.wsgi_app, x_for=number, x_proto=number, x_host=number, x_prefix=number
        )
        return
    warned = threading.Event()

    def warn_once() -> None:
        if "X-Forwarded-For" in request.headers and not warned.is_set():
            warned.set()
            _LOGGER.warning("X-Forwarded-For arrives, but TRUSTED_PROXIES is 0: all behind it count as one")

    app.before_request(warn_once)


def _attach_log_channel(jobs: JobRegistry, opened: ExitStack) -> None:
    handler = QueueHandler(jobs.find_log)
    logger = logging.getLogger("job")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    opened.callback(logger.removeHandler, handler)


def _export_debug(name: str, payload: object) -> None:
    export_debug_json(name, payload, Path(__file__).parent / "debug")


def _is_degraded(link: RedisLink | None) -> bool:
    return link is not None and not link.is_available


def _once(close: Callable[[], None]) -> Callable[[], None]:
    """``close`` that runs once, whoever calls it: a signal's handler may interrupt it and call it again.

    So nothing is held here that waits for itself, which the lock of a ``threading.Event`` would.
    """
    lock = threading.RLock()
    left = iter([close])

    def close_once() -> None:
        with lock:
            for each in left:
                each()

    return close_once


def __getattr__(name: str) -> Flask:
    """``app`` is built when it is first asked for, so that importing this module does nothing."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = create_app()
    globals()["app"] = app
    return app


def serve() -> None:
    """Serve on 127.0.0.1 until interrupted or terminated; a bad setting ends it with one line.

    Without a ``TMDB_KEY`` it serves the demo, unless ``DEMO`` says otherwise.
    """
    load_dotenv(Path(__file__).parent / ".env")
    if not os.environ.get("TMDB_KEY", "").strip() and not os.environ.get("DEMO", "").strip():
        os.environ["DEMO"] = "true"
    try:
        settings = Settings.from_environment(os.environ)
        app = create_app(settings)
    except (SettingsError, RedisUnavailable) as error:
        raise SystemExit(f"Cannot start: {error}") from None
    _announce(settings.port, app.extensions["site"])
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs begin with SIGINT ignored
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        app.run(
            "127.0.0.1",
            settings.port,
            debug=settings.is_dev,
            use_reloader=settings.is_dev,
            request_handler=ProblemRequestHandler,
        )
    finally:
        app.extensions["close"]()


def _announce(port: int, site: Site) -> None:
    _LOGGER.info("Serving on http://localhost:%d", port)
    if site.is_demo:
        names = ", ".join(f"{sample['name']} ({sample['films']} films)" for sample in site.samples)
        _LOGGER.info("This is the demo: an offline world, no TMDB_KEY. Members to try: %s", names)


if __name__ == "__main__":
    serve()
