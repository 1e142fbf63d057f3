import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted } from "../../static/js/filters/sorting.js";
import { film, ids } from "./films.mjs";

const order = (films, sort, { discovery = 0, positions = new Map() } = {}) =>
  ids(sorted(films, { sort, discovery }, positions));

test("by match: the final positions, and scores while there are none", () => {
  const films = [film(1, { score: 1 }), film(2, { score: 3 }), film(3, { score: 2 })];
  assert.deepEqual(order(films, "match"), [2, 3, 1]);
  assert.deepEqual(
    order(films, "match", {
      positions: new Map([
        [1, 0],
        [3, 1],
        [2, 2],
      ]),
    }),
    [1, 3, 2],
  );
});

for (const [sort, field, values] of [
  ["rating", "rating_tmdb", [null, 7, 8]],
  ["year", "year", [null, "1999", "2017"]],
  ["popularity", "popularity", [null, 2, 30]],
])
  test(`by ${sort}: the highest first, what is not known last`, () => {
    assert.deepEqual(
      order(
        values.map((value, id) => film(id, { [field]: value })),
        sort,
      ),
      [2, 1, 0],
    );
  });

test("by run time: the shortest first, unknown and 0 last", () => {
  const films = [0, null, 120, 90].map((runtime, id) => film(id, { runtime }));
  assert.deepEqual(order(films, "runtime"), [3, 2, 0, 1]);
});

test("popularity is TMDB's number, not the votes", () => {
  assert.deepEqual(order([film(1, { votes_tmdb: 9000 }), film(2, { popularity: 5 })], "popularity"), [2, 1]);
});

test("of equals the match decides", () => {
  assert.deepEqual(order([film(3), film(1), film(2)], "year"), [1, 2, 3]);
});

test("discovery carries little known films up, or well known ones", () => {
  const films = [film(1, { votes_tmdb: 9000 }), film(2, { votes_tmdb: 500 }), film(3, { votes_tmdb: 5 })];
  assert.deepEqual(order(films, "match", { discovery: 1 }), [3, 2, 1]);
  assert.deepEqual(order(films, "match", { discovery: -1 }), [1, 2, 3]);
});
