// Drawn posters for films without one: an abstract picture chosen by the film's id.

import { svg } from "../dom/elements.js";

const [WIDTH, HEIGHT] = [200, 300];
/** ground, shape, second shape, light */
const PALETTES = [
  ["#13233a", "#e0a458", "#2d4a6e", "#f6e7cb"],
  ["#2c1420", "#f2704a", "#5e2337", "#ffd9a8"],
  ["#0e3331", "#d9cf9c", "#1f5c57", "#f4f0dc"],
  ["#26174a", "#ffc53d", "#4b2f86", "#f3e8ff"],
  ["#16180f", "#a5b452", "#3a4022", "#f0efd0"],
  ["#4a0f18", "#f3d9b5", "#851c2b", "#ffb38a"],
  ["#1d1f24", "#c9ccd4", "#3d424d", "#ffffff"],
  ["#073447", "#ff8f5e", "#0d5c78", "#ffe3c7"],
];
const PICTURES = [sunset, rings, beam, windows, eclipse, stairs];

/** Draw a poster; the same `seed`, a whole number, gives the same one. */
export function drawnPoster(seed) {
  const palette = PALETTES[seed % PALETTES.length];
  const picture = PICTURES[Math.floor(seed / PALETTES.length) % PICTURES.length];
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "xMidYMid slice", class: "art", "aria-hidden": "true" },
    rect(0, 0, WIDTH, HEIGHT, palette[0]),
    ...picture(palette, (seed % 7) / 7),
  );
}

/** Return the shapes of a picture, from a palette and a shift in 0..1, as the others do. */
function sunset([ground, shape, second], shift) {
  const y = 130 + 30 * shift;
  const bands = [0, 1, 2, 3, 4].map((n) => rect(0, y + 18 + n * 15, WIDTH, 3 + n * 2.4, ground));
  return [circle(100, y, 68, shape), rect(0, y + 92, WIDTH, HEIGHT, second), ...bands];
}

function rings([, shape, second, light], shift) {
  const x = 60 + 80 * shift;
  const arcs = [128, 100, 72, 44].map((r, n) => circle(x, 140, r, "none", n % 2 ? shape : second, 15));
  return [...arcs, circle(x, 140, 14, light)];
}

function beam([, shape, second, light], shift) {
  const left = 10 + 60 * shift;
  return [
    path(`M150 30 L${left - 60} 300 H${left + 120} Z`, second),
    path(`M150 30 L${left} 300 H${left + 60} Z`, shape),
    circle(150, 30, 13, light),
  ];
}

function windows([, shape, second, light], shift) {
  const lit = Math.floor(shift * 14);
  return Array.from({ length: 15 }, (_, n) => {
    const fill = n === lit ? light : n % 4 === 1 ? shape : second;
    return rect(29 + (n % 3) * 51, 34 + Math.floor(n / 3) * 44, 40, 32, fill);
  });
}

function eclipse([ground, shape, second, light], shift) {
  return [
    circle(100, 132, 92, second),
    circle(100, 132, 74, shape),
    circle(74 + 52 * shift, 118, 66, ground),
    circle(160, 44, 4, light),
  ];
}

function stairs([, shape, second, light], shift) {
  const steps = [0, 1, 2, 3, 4, 5].map((n) => rect(n * 34, 250 - n * 32, 34, HEIGHT, n % 2 ? shape : second));
  return [circle(48 + 20 * shift, 74, 26, light), ...steps];
}

const rect = (x, y, width, height, fill) => svg("rect", { x, y, width, height, fill });
const path = (d, fill) => svg("path", { d, fill });
const circle = (cx, cy, r, fill, stroke, width) => svg("circle", { cx, cy, r, fill, stroke, "stroke-width": width });
