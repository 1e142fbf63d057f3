"""Posters and backdrops, drawn on request under the names that TMDB's answers give them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from standin.invented_facts import facts_of
from standin.model import Film
from standin.posters import backdrop_svg, poster_svg

_NAME: Final = re.compile(r"(?P<id>\d{1,12})(?:\.(?P<kind>[a-z]{2}|backdrop))?\.svg")
_POSTER_WIDTHS: Final = {
    **{f"w{width}": width for width in (92, 154, 185, 342, 500, 780)},
    "original": 780,
}
_BACKDROP_WIDTHS: Final = {**{f"w{width}": width for width in (300, 780, 1280)}, "original": 1280}


def drawing(films: Mapping[int, Film], size: str, name: str) -> str | None:
    """Return the picture `/{size}/{name}` as SVG; None if there is no such picture.

    `42.svg` is the poster of film 42, `42.es.svg` its poster with the Spanish title, `42.backdrop.svg` a wide
    picture without words. The sizes are TMDB's: `w342`, `original`.
    """
    match = _NAME.fullmatch(name)
    film = films.get(int(match["id"])) if match else None
    if match is None or film is None:
        return None
    if match["kind"] == "backdrop":
        return backdrop_svg(film, _BACKDROP_WIDTHS[size]) if size in _BACKDROP_WIDTHS else None
    titled = _titled(film, match["kind"] or "en")
    return poster_svg(titled, _POSTER_WIDTHS[size]) if titled and size in _POSTER_WIDTHS else None


def _titled(film: Film, language: str) -> Film | None:
    """Return the film with its title in the language; None if it has no poster in that language."""
    if language == "en":
        return film
    facts = facts_of(film)
    text = facts.text(language)
    return replace(film, title=text.title) if text and language in facts.poster_languages else None
