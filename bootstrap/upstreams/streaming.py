"""The sources of offers: JustWatch, a paced client with its own circuit breaker; else TMDB's providers."""

from bootstrap.resources import Resources
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.streaming.client import StreamingClient
from infra.streaming.justwatch import JustWatchOffers
from infra.streaming.tmdb import TmdbOffers
from infra.tmdb import TmdbClient

LOOKUPS_IN_FLIGHT = 6
"""The most films that JustWatch is asked about at once."""

_FAILURES = 3
_PAUSE_S = 3.0
"""The longest pause, in seconds, for which a film waits when JustWatch asks for one.

For a longer pause TMDB's providers are used instead.
"""


def build_streaming(resources: Resources, tmdb: TmdbClient) -> StreamingClient:
    """Build the client of the sources, in the order in which they are asked."""
    return StreamingClient((_justwatch(resources), TmdbOffers(tmdb)), resources.cache)


def _justwatch(resources: Resources) -> JustWatchOffers:
    settings = resources.settings
    http = HttpClient(
        "justwatch",
        resources.pacer("justwatch", settings.justwatch_rate_per_s),
        RetryPolicy(1, settings.justwatch_http_timeout, pause_s=_PAUSE_S),
        pool_maxsize=LOOKUPS_IN_FLIGHT,
        tracker=resources.tracker("justwatch", _FAILURES),
    )
    resources.opened.callback(http.close)
    return JustWatchOffers(settings.justwatch_url, http, resources.cache)
