"""TMDB: one paced client, and the identities that are known from the start."""

from bootstrap.resources import Resources
from config import SettingsError
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.tmdb import TmdbClient
from infra.tmdb.auth import credentials
from infra.tmdb.identity import read_identity_map

_ATTEMPTS = 4


def build_tmdb(resources: Resources) -> TmdbClient:
    """The client. Raises ``SettingsError`` when ``IDENTITY_MAP`` cannot be read."""
    settings = resources.settings
    if settings.tmdb_key is None:
        raise SettingsError("TMDB_KEY: required")
    http = HttpClient(
        "tmdb",
        resources.pacer("tmdb", settings.tmdb_rate_per_s),
        RetryPolicy(_ATTEMPTS, settings.tmdb_http_timeout),
        pool_maxsize=settings.http_pool_maxsize,
        defaults=credentials(settings.tmdb_key),
    )
    resources.opened.callback(http.close)
    try:
        identities = read_identity_map(settings.identity_map) if settings.identity_map else {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"IDENTITY_MAP: {error}") from error
    return TmdbClient(settings.tmdb_base_url, http, resources.cache, identities)
