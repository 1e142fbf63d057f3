"""Pictures of places: abstract, and different for every film by the canvas's random numbers."""

import math
from random import Random

from standin.posters.canvas import HEIGHT, WIDTH, Canvas, Point


def planets(canvas: Canvas) -> None:
    """Draw a planet with a ring, a moon and stars."""
    rng, palette = canvas.rng, canvas.palette
    for _ in range(70):
        canvas.circle(rng.uniform(0, WIDTH), rng.uniform(0, 430), rng.uniform(0.4, 1.8), palette.light, 0.8)
    x, y, radius = rng.uniform(110, 290), rng.uniform(170, 260), rng.uniform(70, 120)
    canvas.circle(x, y, radius, palette.accent)
    canvas.circle(x + radius * 0.25, y + radius * 0.2, radius * 0.92, palette.second, 0.55)
    tilt = rng.uniform(-30, 30)
    for spread in (1.45, 1.62, 1.75):
        canvas.add(
            "ellipse",
            cx=x,
            cy=y,
            rx=radius * spread,
            ry=radius * 0.28,
            fill="none",
            stroke=palette.light,
            stroke_width=2.5,
            opacity=0.75,
            transform=f"rotate({tilt:.1f} {x:.1f} {y:.1f})",
        )
    canvas.circle(rng.uniform(40, 360), rng.uniform(50, 110), rng.uniform(10, 22), palette.light, 0.9)


def hills(canvas: Canvas) -> None:
    """Draw layers of hills under a low sun."""
    rng, palette = canvas.rng, canvas.palette
    canvas.circle(rng.uniform(90, 310), rng.uniform(150, 240), rng.uniform(45, 85), palette.accent, 0.95)
    for layer in range(4):
        base = 270 + layer * 60
        canvas.polygon(_wave(rng, base, rng.uniform(18, 44)), _layer_colour(canvas, layer), 0.85)


def mountains(canvas: Canvas) -> None:
    """Draw peaks behind peaks, and a moon above them."""
    rng, palette = canvas.rng, canvas.palette
    canvas.circle(rng.uniform(80, 320), rng.uniform(90, 150), rng.uniform(28, 55), palette.light, 0.9)
    for layer in range(3):
        base = 470 + layer * 45
        x, points = -60.0, [(-60.0, float(HEIGHT))]
        while x < WIDTH + 60:
            peak = rng.uniform(120, 250) - layer * 35
            points += [(x, base), (x + peak * 0.55, base - peak)]
            x += peak * rng.uniform(0.8, 1.15)
        canvas.polygon([*points, (x, base), (WIDTH + 60, HEIGHT)], _layer_colour(canvas, layer), 0.9)


def mesas(canvas: Canvas) -> None:
    """Draw a huge sun, flat-topped rocks and a road."""
    rng, palette = canvas.rng, canvas.palette
    canvas.circle(rng.uniform(120, 280), 270, rng.uniform(95, 135), palette.accent, 0.92)
    x = -20.0
    while x < WIDTH:
        width, height = rng.uniform(50, 130), rng.uniform(40, 130)
        foot = width * 0.16
        canvas.polygon(
            [(x - foot, 390), (x, 390 - height), (x + width, 390 - height), (x + width + foot, 390)],
            palette.second,
        )
        x += width + rng.uniform(25, 110)
    canvas.box(0, 388, WIDTH, 220, palette.shade, 0.85)
    vanishing = rng.uniform(140, 260)
    canvas.polygon(
        [(vanishing - 3, 388), (vanishing + 3, 388), (300, HEIGHT), (100, HEIGHT)], palette.horizon
    )


def woods(canvas: Canvas) -> None:
    """Draw bare trunks in front of a moon."""
    rng, palette = canvas.rng, canvas.palette
    x, y, radius = rng.uniform(120, 280), rng.uniform(140, 220), rng.uniform(70, 110)
    canvas.circle(x, y, radius * 1.35, palette.accent, 0.18)
    canvas.circle(x, y, radius, palette.accent, 0.95)
    for _ in range(rng.randint(11, 16)):
        foot, lean, girth = rng.uniform(-10, 410), rng.uniform(-26, 26), rng.uniform(4, 15)
        canvas.polygon(
            [(foot, HEIGHT), (foot + lean, 0), (foot + lean + girth * 0.35, 0), (foot + girth, HEIGHT)],
            palette.shade,
            rng.uniform(0.75, 1),
        )


def sea(canvas: Canvas) -> None:
    """Draw waves, and a sun with its reflection in them."""
    rng, palette = canvas.rng, canvas.palette
    x, radius = rng.uniform(130, 270), rng.uniform(60, 95)
    canvas.circle(x, 250, radius, palette.accent)
    canvas.box(0, 270, WIDTH, HEIGHT - 270, palette.second, 0.9)
    for step in range(9):
        width = (radius * 1.7 - step * 9) * rng.uniform(0.5, 1)
        canvas.box(x - width / 2, 282 + step * 17, width, 6, palette.accent, 0.85)
    for layer in range(3):
        canvas.polygon(_wave(rng, 400 + layer * 45, 12), palette.shade, 0.35)


def skyline(canvas: Canvas) -> None:
    """Draw houses at night with a few lit windows."""
    rng, palette = canvas.rng, canvas.palette
    canvas.circle(rng.uniform(60, 340), rng.uniform(80, 150), rng.uniform(30, 62), palette.accent, 0.95)
    for layer, colour in enumerate((palette.second, palette.shade)):
        x = rng.uniform(-30, 0)
        while x < WIDTH:
            width, top = rng.uniform(42, 84), rng.uniform(170, 330) + layer * 80
            canvas.box(x, top, width, HEIGHT - top, colour, 0.7 + 0.3 * layer)
            for place in range(rng.randint(2, 7)):
                left = x + 8 + place % 3 * (width - 22) / 3
                canvas.box(left, top + 14 + place // 3 * 24, 8, 12, palette.accent, 0.9)
            x += width + rng.uniform(-4, 10)


def _layer_colour(canvas: Canvas, layer: int) -> str:
    palette = canvas.palette
    return (palette.second, palette.horizon, palette.second, palette.shade)[layer]


def _wave(rng: Random, base: float, height: float) -> list[Point]:
    phase, length = rng.uniform(0, math.tau), rng.uniform(110, 220)
    crest = [
        (x, base + height * math.sin(phase + x / length * math.tau / 2)) for x in range(0, WIDTH + 20, 20)
    ]
    return [*crest, (WIDTH, HEIGHT), (0, HEIGHT)]
