"""The pictures for each genre."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from standin.model import Film
from standin.posters import figures, landscapes
from standin.posters.canvas import Canvas

Motif = Callable[[Canvas], None]

_BY_GENRE: Final[Mapping[str, Sequence[Motif]]] = {
    "Action": (figures.burst, landscapes.skyline),
    "Adventure": (landscapes.mountains, landscapes.sea, figures.contours),
    "Animation": (figures.arches, figures.confetti, landscapes.hills),
    "Comedy": (figures.confetti, figures.arches, figures.burst),
    "Crime": (figures.blinds, landscapes.skyline),
    "Documentary": (figures.contours, figures.bars),
    "Drama": (landscapes.hills, landscapes.sea, figures.bars, figures.hearts),
    "Family": (figures.arches, landscapes.hills),
    "Fantasy": (landscapes.mountains, landscapes.woods, landscapes.planets),
    "History": (figures.columns, landscapes.hills),
    "Horror": (landscapes.woods, figures.eye),
    "Music": (figures.record, figures.bars),
    "Mystery": (figures.eye, figures.blinds, landscapes.woods),
    "Romance": (figures.hearts, landscapes.sea),
    "Science Fiction": (landscapes.planets, figures.contours, landscapes.skyline),
    "TV Movie": (landscapes.hills,),
    "Thriller": (figures.blinds, figures.eye, landscapes.skyline),
    "War": (figures.burst, landscapes.mountains),
    "Western": (landscapes.mesas,),
}


def motif_of(film: Film, rng: Random) -> Motif:
    """Return a picture for the film's first genre, or sometimes for its second."""
    genre = rng.choice(film.genres[:1] * 2 + film.genres[1:2] or ("Drama",))
    return rng.choice(_BY_GENRE[genre])
