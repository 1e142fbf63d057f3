"""The clients of Letterboxd: pages by fetch tiers and a circuit breaker; the feed beside them."""

import logging

from bootstrap.resources import Resources
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.tiers import build_tiers
from infra.http.unusable_answers import MAX_PAGE_BYTES
from infra.letterboxd import LetterboxdClient, PageCounts
from infra.letterboxd.page_counts import BUDGET

_LOGGER = logging.getLogger("start")

_PAGE_ATTEMPTS = 3  # refused and throttled ones do not count
_PAGE_DEADLINE_S = 60.0
_RSS_FAILURES = 3
_TERMS = (
    "Letterboxd's terms forbid automated gathering of data. Imports of members' own exports need none. "
    "To limit the ways to read pages, set LETTERBOXD_FETCH_TIERS (now: %s); to read no pages, leave it empty."
)


def build_letterboxd(resources: Resources) -> tuple[LetterboxdClient, PageCounts, IncidentTracker]:
    """Build the client, the counter of pages for requests outside jobs, and the breaker of the pages."""
    settings = resources.settings
    if settings.letterboxd_base_url == "https://letterboxd.com":
        _LOGGER.warning(_TERMS, ",".join(settings.letterboxd_fetch_tiers) or "none")
    tracker = resources.tracker("letterboxd", settings.letterboxd_circuit_failure_threshold)
    pacer = resources.pacer("letterboxd", settings.letterboxd_rate_per_s)
    fetcher = _page_fetcher(resources, pacer, tracker)
    rss = HttpClient(
        "rss",
        pacer,
        RetryPolicy(1, settings.letterboxd_http_timeout),
        pool_maxsize=settings.http_pool_maxsize,
        max_bytes=MAX_PAGE_BYTES,
        tracker=resources.tracker("rss", _RSS_FAILURES),
    )
    resources.opened.callback(rss.close)
    client = LetterboxdClient(
        settings.letterboxd_base_url, fetcher, rss, resources.cache, stale_s=settings.letterboxd_stale_s
    )
    budget = resources.pacer("letterboxd", BUDGET * settings.letterboxd_rate_per_s, purpose="page-counts")
    counts = PageCounts(client, resources.cache, budget)
    resources.opened.callback(counts.close)
    return client, counts, tracker


def _page_fetcher(resources: Resources, pacer: Pacer, tracker: IncidentTracker) -> PageFetcher:
    settings = resources.settings
    tiers = build_tiers(
        settings.letterboxd_fetch_tiers,
        pool_maxsize=settings.http_pool_maxsize,
        camoufox_max_concurrent=settings.camoufox_max_concurrent,
        camoufox_timeout_s=settings.camoufox_timeout,
    )
    retries = RetryPolicy(
        _PAGE_ATTEMPTS,
        timeout_s=settings.letterboxd_http_timeout,
        deadline_s=_PAGE_DEADLINE_S,
        backoff_s=settings.letterboxd_retry_sleep_s,
    )
    fetcher = PageFetcher(tiers, pacer, tracker, retries, settings.letterboxd_throttle_sleep_s)
    resources.opened.callback(fetcher.close)
    return fetcher
