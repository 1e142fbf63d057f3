"""TMDB: searches, films with their details and neighbours, offers, and the identities of films."""

from infra.tmdb.client import TmdbClient
from infra.tmdb.refresher import Refresher

__all__ = ["Refresher", "TmdbClient"]
