import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted } from "../../static/js/filters/sorting.js";
import { film, ids } from "./films.mjs";

const order = (films, sort, { discovery = 0, anywhere = false, positions = new Map() } = {}) =>
  ids(sorted(films, { sort, discovery, anywhere }, positions));

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

for (const [sort, field, values] of [
  ["rating", "rating_tmdb", [null, 7, 8]],
  ["year", "year", [null, "1999", "2017"]],
  ["popularity", "popularity", [null, 2, 30]],
  ["runtime", "runtime", [null, 120, 90]],
])
  test(`by ${sort} the other way round: what is not known is last again`, () => {
    assert.deepEqual(
      order(
        values.map((value, id) => film(id, { [field]: value })),
        `-${sort}`,
      ),
      [1, 2, 0],
    );
  });

test("by match the other way round, with what is hidden or familiar", () => {
  const films = [film(1, { votes_tmdb: 9000 }), film(2, { votes_tmdb: 500 }), film(3, { votes_tmdb: 5 })];
  assert.deepEqual(order(films, "-match"), [3, 2, 1]);
  assert.deepEqual(order(films, "-match", { discovery: 1 }), [1, 2, 3]);
});

test("what is nowhere to watch is last in every order, unless anywhere will do", () => {
  const nowhere = { offers: [], availability: "known" };
  const films = [film(1, nowhere), film(2, { offers: [], availability: "unknown" }), film(3), film(4, nowhere)];
  for (const [sort, wanted] of [
    ["match", [2, 3, 1, 4]],
    ["-match", [3, 2, 4, 1]],
    ["year", [2, 3, 1, 4]],
  ])
    assert.deepEqual(order(films, sort), wanted);
  assert.deepEqual(order(films, "match", { anywhere: true }), [1, 2, 3, 4]);
  const unasked = [film(1, { offers: [], availability: "not_requested" }), film(2)];
  assert.deepEqual(order(unasked, "match"), [1, 2]);
});
