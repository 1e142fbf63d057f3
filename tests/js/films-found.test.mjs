import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { filmsFoundBefore, noteFilmsFound } from "../../static/js/storage/films-found.js";
import { entries, storage } from "./browser.mjs";

const DAY_MS = 86_400_000;
const NOON = Date.parse("2026-11-12T12:00:00");
const ana = { key: "ana:CL" };
const films = (...ids) => ids.map((id) => ({ tmdb_id: id }));
const before = (search = ana) => filmsFoundBefore(search);

beforeEach(() => {
  entries.clear();
  storage.isFull = false;
});

test("a first search has none before it", () => {
  noteFilmsFound(ana, films(1, 2), NOON);
  assert.equal(before(), null);
});

test("on another day the films of the last result are those before", () => {
  noteFilmsFound(ana, films(1, 2), NOON);
  noteFilmsFound(ana, films(2, 3), NOON + DAY_MS);
  assert.deepEqual(before(), { at: NOON, ids: new Set([1, 2]) });
});

test("searching again on the same day does not make what is new old", () => {
  noteFilmsFound(ana, films(1), NOON);
  noteFilmsFound(ana, films(1, 2), NOON + DAY_MS);
  noteFilmsFound(ana, films(1, 2), NOON + DAY_MS + 60_000);
  assert.deepEqual(before(), { at: NOON, ids: new Set([1]) });
});

test("each search has its own", () => {
  noteFilmsFound(ana, films(1), NOON);
  noteFilmsFound({ key: "bo:CL" }, films(2), NOON + DAY_MS);
  assert.equal(before({ key: "bo:CL" }), null);
});

test("only so many searches are kept, the newest", () => {
  for (let n = 0; n < 40; n += 1) noteFilmsFound({ key: `m${n}:CL` }, films(1), NOON + n * DAY_MS);
  assert.equal(entries.size, 12);
  assert.ok(entries.has("next-film:found:m39:CL"));
});

test("a browser that keeps nothing marks nothing", () => {
  storage.isFull = true;
  noteFilmsFound(ana, films(1), NOON);
  noteFilmsFound(ana, films(2), NOON + DAY_MS);
  assert.equal(before(), null);
});
