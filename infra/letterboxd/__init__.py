"""Letterboxd: a member's films, read from their pages and their feed."""

from infra.letterboxd.client import LetterboxdClient
from infra.letterboxd.page_counts import PageCounts
from infra.letterboxd.page_defects import SLACK
from infra.letterboxd.pages import FilmsPage
from infra.letterboxd.validation import MemberRenamed

__all__ = ["SLACK", "FilmsPage", "LetterboxdClient", "MemberRenamed", "PageCounts"]
