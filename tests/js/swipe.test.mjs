import assert from "node:assert/strict";
import { test } from "node:test";
import { swipe } from "../../static/js/dom/swipe.js";

test("a swipe goes far enough, and to the side", () => {
  const cases = [
    [-100, 10, 1],
    [100, -40, -1],
    [-100, 60, 0], // rather down
    [40, 0, 0], // hardly moved
    [0, 200, 0],
  ];
  for (const [x, y, direction] of cases) assert.equal(swipe(x, y), direction, `${x}, ${y}`);
});
