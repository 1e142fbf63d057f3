"""The paced client of TMDB, the refresher of stale films, and the identities known from the start."""

from bootstrap.resources import Resources
from config import SettingsError
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.tmdb import Refresher, TmdbClient
from infra.tmdb.auth import credentials
from infra.tmdb.client import FilmAges
from infra.tmdb.identity import IdentityMap, open_identity_map
from infra.tmdb.identity_file import IdentityFile
from infra.tmdb.refresher import PACE_SHARE

_ATTEMPTS = 4


def build_tmdb(resources: Resources) -> tuple[TmdbClient, Refresher]:
    """Build the client, and the refresher that reads stale films again.

    Raises ``SettingsError`` when there is no ``TMDB_KEY``, or ``IDENTITY_MAP`` cannot be read.
    """
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
    ages = FilmAges(usable_s=settings.tmdb_stale_s)
    client = TmdbClient(settings.tmdb_base_url, http, resources.cache, _identities(resources), ages)
    refresher = Refresher(
        resources.pacer("tmdb", PACE_SHARE * settings.tmdb_rate_per_s, purpose="refresh"), client.refresh
    )
    resources.opened.callback(refresher.close)
    return client, refresher


def _identities(resources: Resources) -> IdentityMap:
    path = resources.settings.identity_map
    if path is None:
        return {}
    try:
        identities = open_identity_map(path)
    except FileNotFoundError as error:
        raise SettingsError(f"IDENTITY_MAP: no file at {path}; `make identities` writes one") from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"IDENTITY_MAP: {error}") from error
    if isinstance(identities, IdentityFile):
        resources.opened.callback(identities.close)
    return identities
