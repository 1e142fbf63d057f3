"""The colours of posters, by genre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from standin.model import Film


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one poster, as `#rrggbb`."""

    sky: str
    """The colour at the top."""
    horizon: str
    """The colour where the sky ends."""
    shade: str
    """The darkest colour, behind the lettering."""
    accent: str
    """The most striking colour."""
    second: str
    """The colour beside the accent."""
    light: str
    """The colour of the lettering."""


_NIGHT: Final = Palette("#0b1026", "#2b3a67", "#070a18", "#f2c14e", "#e4572e", "#f7f3e3")
_ABYSS: Final = Palette("#02111b", "#3f4e8c", "#010a12", "#7ae7c7", "#5d8bf4", "#eafaf6")
_NEON: Final = Palette("#1a0b2e", "#7a1e6c", "#10061d", "#ff2e88", "#26d9d9", "#fff0fa")
_BLOOD: Final = Palette("#0d0405", "#5c0a12", "#080203", "#d7263d", "#f46036", "#f6e9e2")
_MOSS: Final = Palette("#0e1410", "#3a4a34", "#080c09", "#a8c256", "#d9d0a7", "#f1f3e4")
_RUST: Final = Palette("#e9a15b", "#b5482a", "#3b140b", "#fff1cf", "#7a2a16", "#fff3dc")
_SAND: Final = Palette("#f2d6a2", "#d08c60", "#43261a", "#8a3324", "#3f6c6b", "#fdf3df")
_ROSE: Final = Palette("#f7c5cc", "#cc313d", "#4a0e1a", "#fff4ee", "#7b1e3b", "#fff4ee")
_DUSK: Final = Palette("#ffb88c", "#6a3a6d", "#251028", "#ffe3c2", "#de6262", "#fff2e2")
_SUN: Final = Palette("#ffd23f", "#ee4266", "#3b0d2a", "#3bceac", "#540d6e", "#fff8e3")
_MINT: Final = Palette("#bdf2d5", "#3aa6a0", "#0c3b41", "#ff7f50", "#ffd166", "#f6fff8")
_SKY: Final = Palette("#8fd3f4", "#4a7fc1", "#132a4f", "#ffcf56", "#ff6b6b", "#f4fbff")
_SLATE: Final = Palette("#aeb8c4", "#4c5a6b", "#161c24", "#e8d7a5", "#b23a48", "#f3f5f7")
_INK: Final = Palette("#e9e4d8", "#b9b09c", "#1c1b19", "#b3261e", "#1c1b19", "#f7f2e6")
_STEEL: Final = Palette("#12171d", "#485a6c", "#0a0d11", "#ff9f1c", "#9fb3c8", "#eef3f8")
_OLIVE: Final = Palette("#c9c39a", "#5b5b3a", "#1d1e12", "#8a2c0d", "#2f3020", "#f4f1de")

_BY_GENRE: Final[Mapping[str, Sequence[Palette]]] = {
    "Action": (_STEEL, _BLOOD, _NEON),
    "Adventure": (_SKY, _RUST, _MINT),
    "Animation": (_SUN, _MINT, _SKY),
    "Comedy": (_SUN, _MINT, _ROSE),
    "Crime": (_STEEL, _INK, _NIGHT),
    "Documentary": (_INK, _SLATE, _OLIVE),
    "Drama": (_DUSK, _SLATE, _NIGHT, _SAND),
    "Family": (_SKY, _SUN, _MINT),
    "Fantasy": (_ABYSS, _DUSK, _MOSS),
    "History": (_OLIVE, _SAND, _INK),
    "Horror": (_BLOOD, _MOSS, _ABYSS),
    "Music": (_NEON, _SUN, _DUSK),
    "Mystery": (_NIGHT, _MOSS, _STEEL),
    "Romance": (_ROSE, _DUSK, _SAND),
    "Science Fiction": (_ABYSS, _NEON, _NIGHT),
    "TV Movie": (_SLATE, _SKY),
    "Thriller": (_STEEL, _NIGHT, _BLOOD),
    "War": (_OLIVE, _STEEL, _RUST),
    "Western": (_RUST, _SAND),
}
_OTHERWISE: Final = (_SLATE, _DUSK)


def palette_of(film: Film, rng: Random) -> Palette:
    """Return one of the palettes of the film's first genre."""
    return rng.choice(_BY_GENRE.get(film.genres[0], _OTHERWISE) if film.genres else _OTHERWISE)
