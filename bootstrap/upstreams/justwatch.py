"""JustWatch: one paced client with a breaker of its own."""

from bootstrap.resources import Resources
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.streaming import StreamingClient

LOOKUPS_IN_FLIGHT = 6
"""Films that JustWatch is asked about at once."""

_FAILURES = 3


def build_streaming(resources: Resources) -> StreamingClient:
    """The client."""
    settings = resources.settings
    http = HttpClient(
        "justwatch",
        resources.pacer("justwatch", settings.justwatch_rate_per_s),
        RetryPolicy(1, settings.justwatch_http_timeout),
        pool_maxsize=LOOKUPS_IN_FLIGHT,
        tracker=resources.tracker("justwatch", _FAILURES),
    )
    resources.opened.callback(http.close)
    return StreamingClient(settings.justwatch_url, http, resources.cache)
