"""Settings to the HTTP edge: routes, limits, CORS, errors, headers, trusted proxies."""

import logging
import threading

from flask import Flask, request
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from infra.storage.redis_link import SOCKET_TIMEOUT_S
from limiter import AddressLimit, limiter
from routes import api
from web.compression import register_compression
from web.crawlers import crawlers
from web.error_handlers import register_error_handlers
from web.forwarded_clients import bound_forwarded_clients
from web.monitoring import monitoring
from web.openapi.pages import description
from web.pages import pages
from web.request_log import register_request_log
from web.security_headers import security_headers

_LOGGER = logging.getLogger("main")

MAX_BODY_BYTES = 64 * 1024
"""Largest body of a request; no JSON that the routes understand is longer."""


def bind_http(app: Flask, settings: Settings) -> None:
    """Make ``app`` answer; what it answers with, it asks ``services_of`` for."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # it would send whoever writes // elsewhere, in HTML
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    register_request_log(app)  # first, so that a request that is refused tells itself too
    _limit_requests(app, settings)
    CORS(
        app,
        resources={r"/api/.*": {"origins": list(settings.allowed_origins)}},
        expose_headers=["Location", "Retry-After"],
    )
    for blueprint in (monitoring, api, description, crawlers, pages):
        app.register_blueprint(blueprint)
    register_error_handlers(app)
    app.after_request(security_headers(settings.tmdb_image_base_url))
    register_compression(app)
    if settings.trusted_proxies and settings.ratelimit_enabled:
        bound_forwarded_clients(app, AddressLimit(settings.max_connections_per_address, of="connections"))
    _trust_proxies(app, settings.trusted_proxies)


def _limit_requests(app: Flask, settings: Settings) -> None:
    uri = settings.ratelimit_storage_uri
    app.config |= {
        "RATELIMIT_ENABLED": settings.ratelimit_enabled,
        "RATELIMIT_STORAGE_URI": uri,
        "RATELIMIT_STORAGE_OPTIONS": _REDIS_OPTIONS if uri.startswith("redis") else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }
    limiter.init_app(app)


_REDIS_OPTIONS = {"socket_timeout": SOCKET_TIMEOUT_S, "socket_connect_timeout": SOCKET_TIMEOUT_S}
"""So that a Redis that hangs holds up no request for longer than the cache lets it."""


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
