"""Pictures of things and patterns: abstract, and different for every film by the canvas's random numbers."""

import math

from standin.posters.canvas import WIDTH, Canvas


def blinds(canvas: Canvas) -> None:
    """Draw light that falls through a venetian blind on a lone figure."""
    rng, palette = canvas.rng, canvas.palette
    slant = rng.choice((-1, 1)) * rng.uniform(30, 80)
    canvas.circle(200, 250, 165, palette.accent, 0.9)
    head = rng.uniform(165, 235)
    canvas.circle(head, 235, 42, palette.shade)
    canvas.polygon([(head - 95, 470), (head - 60, 290), (head + 60, 290), (head + 95, 470)], palette.shade)
    canvas.box(head - 62, 203, 124, 9, palette.shade)
    canvas.box(head - 38, 168, 76, 40, palette.shade)
    for y in range(-60, 480, 34):
        canvas.polygon(
            [(0, y), (WIDTH, y + slant), (WIDTH, y + slant + 11), (0, y + 11)], palette.shade, 0.55
        )


def burst(canvas: Canvas) -> None:
    """Draw rays that start from one point."""
    rng, palette = canvas.rng, canvas.palette
    x, y, rays = rng.uniform(120, 280), rng.uniform(200, 280), rng.randrange(14, 26, 2)
    turn = rng.uniform(0, math.tau)
    for ray in range(0, rays, 2):
        points = [(x, y)]
        for side in (ray, ray + 1):
            angle = turn + side * math.tau / rays
            points.append((x + 700 * math.cos(angle), y + 700 * math.sin(angle)))
        canvas.polygon(points, palette.second, 0.5)
    size = rng.uniform(58, 88)
    canvas.circle(x, y, size, palette.accent)
    canvas.circle(x, y, size * 0.62, palette.shade, 0.85)
    canvas.circle(x, y, size * 0.3, palette.light)


def hearts(canvas: Canvas) -> None:
    """Draw two discs that overlap."""
    rng, palette = canvas.rng, canvas.palette
    radius, y, apart = rng.uniform(88, 118), rng.uniform(200, 240), rng.uniform(50, 80)
    tilt = rng.uniform(-35, 35)
    canvas.circle(200 - apart, y - tilt, radius, palette.accent, 0.85)
    canvas.circle(200 + apart, y + tilt, radius, palette.second, 0.8)
    for step in range(1, 5):
        canvas.ring(200, y, radius + apart + step * 16, palette.light, 1.2, 0.6 - step * 0.1)


def confetti(canvas: Canvas) -> None:
    """Draw bright shapes at random, like confetti."""
    rng, palette = canvas.rng, canvas.palette
    colours = (palette.accent, palette.second, palette.light, palette.shade)
    for column in range(4):
        for row in range(4):
            x, y, size = 50 + column * 100, 60 + row * 105, rng.uniform(22, 46)
            colour = rng.choice(colours)
            kind = rng.randrange(4)
            if kind == 0:
                canvas.circle(x, y, size, colour, 0.92)
            elif kind == 1:
                canvas.box(x - size, y - size, 2 * size, 2 * size, colour, 0.92)
            elif kind == 2:  # noqa: PLR2004 - the third of four kinds
                canvas.polygon([(x - size, y + size), (x + size, y + size), (x, y - size)], colour, 0.92)
            else:
                canvas.ring(x, y, size * 0.8, colour, size * 0.4, 0.92)


def record(canvas: Canvas) -> None:
    """Draw a gramophone record."""
    rng, palette = canvas.rng, canvas.palette
    x, y = rng.uniform(110, 290), rng.uniform(190, 250)
    canvas.circle(x, y, 178, palette.shade, 0.95)
    for step in range(11):
        canvas.ring(x, y, 172 - step * 9, palette.light, 0.8, 0.28)
    canvas.circle(x, y, 62, palette.accent)
    canvas.circle(x, y, 40, palette.second)
    canvas.circle(x, y, 7, palette.light)


def bars(canvas: Canvas) -> None:
    """Draw upright bars of all heights, like the keys of a piano or a crowd."""
    rng, palette = canvas.rng, canvas.palette
    count = rng.randint(9, 15)
    width = WIDTH / count
    for place in range(count):
        height = rng.uniform(90, 380)
        colour = rng.choice((palette.accent, palette.second, palette.light, palette.second))
        canvas.box(place * width + 2, 470 - height, width - 4, height, colour, 0.9)


def eye(canvas: Canvas) -> None:
    """Draw an eye that looks at the viewer."""
    rng, palette = canvas.rng, canvas.palette
    y, wide = rng.uniform(200, 250), rng.uniform(150, 180)
    left, right = 200 - wide, 200 + wide
    for step in range(6):
        canvas.add(
            "path",
            d=f"M{left:.0f} {y:.0f} Q200 {y - 150 - step * 26:.0f} {right:.0f} {y:.0f}",
            fill="none",
            stroke=palette.second,
            stroke_width=3,
            opacity=0.75 - step * 0.11,
        )
    lid = f"M{left:.0f} {y:.0f} Q200 {y - 165:.0f} {right:.0f} {y:.0f}"
    canvas.add("path", d=f"{lid} Q200 {y + 165:.0f} {left:.0f} {y:.0f}Z", fill=palette.light, opacity=0.95)
    look = rng.uniform(-28, 28)
    canvas.circle(200 + look, y, 66, palette.second)
    canvas.circle(200 + look, y, 42, palette.shade)
    canvas.circle(200 + look + 16, y - 18, 11, palette.light)


def columns(canvas: Canvas) -> None:
    """Draw a portico."""
    rng, palette = canvas.rng, canvas.palette
    canvas.circle(rng.uniform(120, 280), 150, rng.uniform(60, 90), palette.accent, 0.9)
    canvas.polygon([(40, 210), (360, 210), (200, 120)], palette.second)
    canvas.box(50, 216, 300, 22, palette.second)
    count = rng.randint(4, 6)
    for place in range(count):
        left = 62 + place * (276 - 30) / (count - 1)
        canvas.box(left, 244, 30, 190, palette.light, 0.9)
        canvas.box(left + 18, 244, 12, 190, palette.shade, 0.25)
    for step in range(4):
        canvas.box(40 - step * 16, 434 + step * 16, 320 + step * 32, 13, palette.second, 0.9)


def arches(canvas: Canvas) -> None:
    """Draw nested arches, like rainbows or doorways."""
    rng, palette = canvas.rng, canvas.palette
    colours = (palette.accent, palette.light, palette.second, palette.horizon)
    x, turn = rng.uniform(150, 250), rng.randrange(4)
    for step in range(6):
        radius = 190 - step * 29
        colour = colours[(step + turn) % len(colours)]
        canvas.add(
            "path", d=f"M{x - radius:.0f} 600 V330 a{radius} {radius} 0 0 1 {2 * radius} 0 V600Z", fill=colour
        )
    canvas.circle(rng.uniform(50, 350), rng.uniform(60, 110), rng.uniform(18, 34), palette.light, 0.95)


def contours(canvas: Canvas) -> None:
    """Draw lines of equal height, as on a map."""
    rng, palette = canvas.rng, canvas.palette
    x, y, lobes = rng.uniform(130, 270), rng.uniform(170, 260), rng.randint(3, 6)
    phase, depth = rng.uniform(0, math.tau), rng.uniform(0.08, 0.2)
    for step in range(13):
        radius = 24 + step * 19
        points = [
            (x + r * math.cos(angle), y + r * math.sin(angle))
            for angle in (turn * math.tau / 72 for turn in range(72))
            for r in (radius * (1 + depth * math.sin(lobes * angle + phase + step * 0.22)),)
        ]
        canvas.add(
            "polygon",
            points=" ".join(f"{px:.0f},{py:.0f}" for px, py in points),
            fill=palette.accent if step == 0 else "none",
            stroke=palette.accent if step % 4 == 0 else palette.second,
            stroke_width=3.2 if step % 4 == 0 else 1.6,
            opacity=0.9,
        )
