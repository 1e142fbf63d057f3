"""The map of identities of a measured world, like an operator's from ``make identities``."""

from collections.abc import Iterable
from pathlib import Path

from infra.tmdb.identity_file import write_identities
from standin.model import Film
from standin.text import chance

MAPPED_SHARE = 0.95
"""The share of the films that the map names; the films are chosen at random, always the same."""


def write_identity_map(path: Path, films: Iterable[Film]) -> None:
    """Write the file that ``IDENTITY_MAP`` names, with ``films`` but no series, which TMDB keeps apart."""
    there = (film for film in films if not film.series)
    write_identities(
        path, sorted((film.slug, film.id) for film in there if chance("mapped", film.id) < MAPPED_SHARE)
    )
