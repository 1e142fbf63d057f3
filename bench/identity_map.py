"""The map of identities of a measured world, as an operator has it from ``make identities``."""

from collections.abc import Iterable
from pathlib import Path

from infra.tmdb.identity_file import write_identities
from standin.model import Film
from standin.text import chance

MAPPED_SHARE = 0.95
"""Share of the films that the map names; which ones is chance, and always the same."""


def write_identity_map(path: Path, films: Iterable[Film]) -> None:
    """Write the file that ``IDENTITY_MAP`` names, of ``films`` but for the series, which TMDB keeps apart."""
    there = (film for film in films if not film.series)
    write_identities(
        path, sorted((film.slug, film.id) for film in there if chance("mapped", film.id) < MAPPED_SHARE)
    )
