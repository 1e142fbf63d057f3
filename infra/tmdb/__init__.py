"""TMDB: searching films, their details and neighbours, where they stream, and which film is which."""

from infra.tmdb.client import TmdbClient
from infra.tmdb.refresher import Refresher

__all__ = ["Refresher", "TmdbClient"]
