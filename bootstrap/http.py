"""The HTTP side of an application, built from settings: routes, limits, CORS, errors, headers, proxies."""

from flask import Flask
from flask_cors import CORS
from limits.errors import ConfigurationError
from redis import RedisError

from config import Settings, SettingsError
from infra.storage.redis_link import SOCKET_TIMEOUT_S
from limiter import AddressLimit, limiter
from routes import api
from web.compression import register_compression
from web.crawlers import crawlers
from web.error_handlers import register_error_handlers
from web.forwarded_connections import bound_forwarded_connections
from web.monitoring import monitoring
from web.openapi.pages import description
from web.pages import pages
from web.proxies import trust_proxies
from web.request_log import register_request_log
from web.request_parsing import MAX_BODY_BYTES
from web.security_headers import keep_private, security_headers
from web.stream_admission import StreamAdmission


def bind_http(app: Flask, settings: Settings) -> None:
    """Add routes, limits, headers and error handlers to ``app``. Routes get services by ``services_of``."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # it would redirect an address with //, by an answer in HTML
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    register_request_log(app)  # first, so that refused requests are logged too
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
    app.after_request(keep_private(settings.allowed_origins != ("*",)))
    register_compression(app)
    if settings.trusted_proxies and settings.ratelimit_enabled:
        bound_forwarded_connections(app, AddressLimit(settings.max_connections_per_address, of="connections"))
    trust_proxies(app, settings.trusted_proxies)
    app.wsgi_app = StreamAdmission(app.wsgi_app)  # type: ignore[method-assign]  # as werkzeug documents it


def _limit_requests(app: Flask, settings: Settings) -> None:
    uri = settings.ratelimit_storage_uri
    app.config |= {
        "RATELIMIT_ENABLED": settings.ratelimit_enabled,
        "RATELIMIT_STORAGE_URI": uri,
        "RATELIMIT_STORAGE_OPTIONS": _REDIS_OPTIONS if uri.startswith("redis") else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }
    try:
        limiter.init_app(app)
    except (ValueError, TypeError, ConfigurationError, RedisError) as error:
        raise SettingsError(
            "RATELIMIT_STORAGE_URI (or REDIS_URL, if it is not set): no connection can be made of it "
            f"({type(error).__name__})"
        ) from None


_REDIS_OPTIONS = {"socket_timeout": SOCKET_TIMEOUT_S, "socket_connect_timeout": SOCKET_TIMEOUT_S}
"""The timeouts for Redis, so that a hanging Redis delays no request longer than the cache allows."""
