"""Letterboxd: a member's films from its pages and its feed."""

from infra.letterboxd.client import LetterboxdClient
from infra.letterboxd.pages import FilmsPage

__all__ = ["FilmsPage", "LetterboxdClient"]
