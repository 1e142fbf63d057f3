"""Posters and backdrops, drawn as SVG from a film's genres, title, year and directors.

The same film always gets the same pictures.
"""

from random import Random
from xml.etree.ElementTree import tostring

from standin.model import Film
from standin.posters.canvas import POSTER, WIDE, Canvas
from standin.posters.lettering import write_title
from standin.posters.motifs import motif_of
from standin.posters.palettes import palette_of

__all__ = ["backdrop_svg", "poster_svg"]


def poster_svg(film: Film, width: int) -> str:
    """Return a poster of that width in pixels, in the proportions 2:3."""
    rng = Random(film.id)
    canvas = Canvas(width, film.name, palette_of(film, rng), rng, POSTER)
    canvas.backdrop()
    motif_of(film, rng)(canvas)
    canvas.scrim()
    write_title(canvas, film)
    return tostring(canvas.root, encoding="unicode")


def backdrop_svg(film: Film, width: int) -> str:
    """Return the poster's picture without its words, of that width in pixels, in the proportions 16:9."""
    rng = Random(film.id)
    canvas = Canvas(width, film.name, palette_of(film, rng), rng, WIDE)
    canvas.backdrop()
    motif_of(film, rng)(canvas)
    return tostring(canvas.root, encoding="unicode")
