import assert from "node:assert/strict";
import { test } from "node:test";
import { pick } from "../../static/js/tray/random-pick.js";
import { film } from "./films.mjs";

test("each film is as likely as any other, and draws that would favour some do not count", () => {
  const films = [film(1), film(2), film(3)];
  assert.deepEqual(
    [0, 1, 2, 3].map((word) => pick(films, null, () => word)),
    [films[0], films[1], films[2], films[0]],
  );
  const draws = [2 ** 32 - 1, 4];
  assert.equal(
    pick(films, null, () => draws.shift()),
    films[1],
  );
  const picked = new Set(Array.from({ length: 3_000 }, () => pick(films)));
  assert.equal(picked.size, films.length);
});

test("another pick is another film, where there is one", () => {
  const films = [film(1), film(2)];
  for (const word of [0, 1, 2, 3])
    assert.equal(
      pick(films, films[0], () => word),
      films[1],
    );
  assert.equal(pick(films.slice(0, 1), films[0]), films[0]);
});
