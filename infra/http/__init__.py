"""Everything outbound: sessions, time-outs, retries, pacing, breakers and the ways of fetching pages.

Knows how to ask and how not to be a nuisance, not what the bytes mean.
"""

from infra.http.breaker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.pacing.pacer import Pacer, PacerClosed, PacerPaused
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.headless import CamoufoxTier
from infra.http.page_fetching.page import FetchTier, NoAnswer, Page, TierRefused, TierUnavailable
from infra.http.page_fetching.tiers import CloudscraperTier, CurlCffiTier, RequestsTier, build_tiers

__all__ = [
    "CamoufoxTier",
    "CloudscraperTier",
    "CurlCffiTier",
    "FetchTier",
    "HttpClient",
    "IncidentTracker",
    "NoAnswer",
    "Pacer",
    "PacerClosed",
    "PacerPaused",
    "Page",
    "PageFetcher",
    "RequestsTier",
    "TierRefused",
    "TierUnavailable",
    "build_tiers",
]
