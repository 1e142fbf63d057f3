"""The area on which a poster is drawn: 400 by 600 units for any size in pixels; a backdrop shows a part."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from standin.posters.palettes import Palette

WIDTH: Final = 400
HEIGHT: Final = 600


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the area that is shown, over its whole width."""

    top: int
    height: int


POSTER: Final = Frame(0, HEIGHT)
WIDE: Final = Frame(140, WIDTH * 9 // 16)

_SCRIM: Final = (0.0, 0.72, 0.9, 0.96)
"""The opacities of the shade behind the lettering, from top to bottom."""

Value = str | float
Point = tuple[float, float]


class Canvas:
    """An SVG document under construction, with its palette and its random numbers."""

    def __init__(self, width: int, label: str, palette: Palette, rng: Random, frame: Frame) -> None:
        self.palette = palette
        self.rng = rng
        self.root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 {frame.top} {WIDTH} {frame.height}",
                "width": str(width),
                "height": str(width * frame.height // WIDTH),
                "role": "img",
            },
        )
        SubElement(self.root, "title").text = label
        self._defs = SubElement(self.root, "defs")

    def add(self, tag: str, text: str | None = None, **attributes: Value) -> None:
        """Add one element on top; underscores in the names of attributes become hyphens."""
        element = SubElement(
            self.root, tag, {name.replace("_", "-"): _text(value) for name, value in attributes.items()}
        )
        element.text = text

    def circle(self, x: float, y: float, radius: float, fill: str, opacity: float = 1.0) -> None:
        """Draw a disc."""
        self.add("circle", cx=x, cy=y, r=radius, fill=fill, opacity=opacity)

    def ring(
        self, x: float, y: float, radius: float, stroke: str, thickness: float, opacity: float = 1.0
    ) -> None:
        """Draw the outline of a circle."""
        self.add(
            "circle",
            cx=x,
            cy=y,
            r=radius,
            fill="none",
            stroke=stroke,
            stroke_width=thickness,
            opacity=opacity,
        )

    def box(self, x: float, y: float, width: float, height: float, fill: str, opacity: float = 1.0) -> None:
        """Draw an upright rectangle."""
        self.add("rect", x=x, y=y, width=width, height=height, fill=fill, opacity=opacity)

    def polygon(self, points: Iterable[Point], fill: str, opacity: float = 1.0) -> None:
        """Draw a closed shape with straight sides."""
        self.add(
            "polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), fill=fill, opacity=opacity
        )

    def backdrop(self) -> None:
        """Draw the sky behind everything."""
        self._gradient("sky", (self.palette.sky, 1.0), (self.palette.horizon, 1.0))
        self.box(0, 0, WIDTH, HEIGHT, "url(#sky)")

    def scrim(self) -> None:
        """Draw a shade over the lower part, so that the lettering is legible on any picture."""
        self._gradient("scrim", *((self.palette.shade, opacity) for opacity in _SCRIM))
        self.box(0, HEIGHT * 0.45, WIDTH, HEIGHT * 0.55, "url(#scrim)")

    def _gradient(self, name: str, *stops: tuple[str, float]) -> None:
        gradient = SubElement(
            self._defs, "linearGradient", {"id": name, "x1": "0", "y1": "0", "x2": "0", "y2": "1"}
        )
        for place, (colour, opacity) in enumerate(stops):
            offset = str(place / (len(stops) - 1))
            SubElement(
                gradient, "stop", {"offset": offset, "stop-color": colour, "stop-opacity": f"{opacity:g}"}
            )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
