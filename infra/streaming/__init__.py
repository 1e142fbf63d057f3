"""Where films stream: a chain of sources behind one interface.

A further source is a file with an ``OfferSource``, and a place in the chain that
``bootstrap/upstreams/streaming.py`` builds.
"""

from infra.streaming.client import StreamingClient
from infra.streaming.justwatch import JustWatchOffers
from infra.streaming.source import NotListed, OfferSource
from infra.streaming.tmdb import TmdbOffers

__all__ = ["JustWatchOffers", "NotListed", "OfferSource", "StreamingClient", "TmdbOffers"]
