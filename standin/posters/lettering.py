"""The lettering of a poster: the title in the largest type that fits, and the line of credits below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from standin.model import Film
from standin.posters.canvas import HEIGHT, WIDTH, Canvas

_MARGIN: Final = 28
_MEASURE: Final = WIDTH - 2 * _MARGIN
_BASELINE: Final = HEIGHT - 66
"""The baseline of the last line of the title."""
_CREDITS_BASELINE: Final = HEIGHT - 30
_MOST_LINES: Final = 4
_LARGEST: Final = 58
_SMALLEST: Final = 20
_LEADING: Final = 1.08


@dataclass(frozen=True, slots=True)
class Typeface:
    """Fonts that every system has, and the widths of their letters."""

    family: str
    weight: int
    width: float
    """The mean width of a letter in the widest of the fonts, as a share of the size."""
    capitals: bool
    spacing: float
    """The space between letters, as a share of the size."""


_TYPEFACES: Final = (
    Typeface("Georgia, 'Times New Roman', serif", 700, 0.56, capitals=False, spacing=0.0),
    Typeface("Georgia, 'Times New Roman', serif", 400, 0.72, capitals=True, spacing=0.06),
    Typeface("'Helvetica Neue', Arial, sans-serif", 800, 0.78, capitals=True, spacing=-0.01),
    Typeface("'Helvetica Neue', Arial, sans-serif", 700, 0.64, capitals=False, spacing=-0.02),
    Typeface("Futura, 'Century Gothic', 'Trebuchet MS', sans-serif", 500, 0.70, capitals=True, spacing=0.08),
)


def write_title(canvas: Canvas, film: Film) -> None:
    """Draw the title, and below it the year and the directors."""
    face = canvas.rng.choice(_TYPEFACES)
    centred = canvas.rng.random() < 1 / 3
    size, lines = fit(film.title.upper() if face.capitals else film.title, face)
    x, anchor = (WIDTH / 2, "middle") if centred else (_MARGIN, "start")
    top = _BASELINE - (len(lines) - 1) * size * _LEADING
    if not centred:
        canvas.box(_MARGIN, top - size - 14, 44, 5, canvas.palette.accent)
    for place, line in enumerate(lines):
        canvas.add(
            "text",
            line,
            x=x,
            y=top + place * size * _LEADING,
            text_anchor=anchor,
            font_family=face.family,
            font_weight=face.weight,
            font_size=size,
            letter_spacing=face.spacing * size,
            fill=canvas.palette.light,
        )
    credits_line = f"{film.year}  ·  {' & '.join(film.directors)}" if film.directors else str(film.year)
    canvas.add(
        "text",
        _shortened(credits_line, 46),
        x=x,
        y=_CREDITS_BASELINE,
        text_anchor=anchor,
        font_family="'Helvetica Neue', Arial, sans-serif",
        font_size=14,
        letter_spacing=0.6,
        fill=canvas.palette.light,
        opacity=0.85,
    )


def fit(title: str, face: Typeface) -> tuple[int, Sequence[str]]:
    """Return the largest size, in units of the canvas, at which the title fits, and its lines at that size.

    A title that fits at no size is shortened.
    """
    for size in range(_LARGEST, _SMALLEST, -2):
        letters = int(_MEASURE / (size * (face.width + face.spacing)))
        lines = wrap(title, letters)
        if len(lines) <= _MOST_LINES and all(len(line) <= letters for line in lines):
            return size, lines
    letters = int(_MEASURE / (_SMALLEST * (face.width + face.spacing)))
    return _SMALLEST, [_shortened(line, letters) for line in wrap(title, letters)[:_MOST_LINES]]


def wrap(title: str, letters: int) -> list[str]:
    """Return lines of about the same length, with at most `letters` letters where the words allow it."""
    best: list[str] = []
    for measure in range(letters, 0, -1):
        lines = _filled(title.split(), measure)
        if best and len(lines) > len(best):
            break
        best = lines
    return best


def _filled(words: Sequence[str], letters: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _shortened(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
