import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { MOST, Shortlist } from "../../static/js/storage/shortlist.js";
import { frame, kept, storage } from "./browser.mjs";
import { film, ids } from "./films.mjs";

const KEY = "next-film:tonight";

beforeEach(() => {
  kept.clear();
  storage.isFull = false;
});

test("films are kept in the order in which they were chosen, each once, and told of", () => {
  const shortlist = new Shortlist();
  let changes = 0;
  shortlist.addEventListener("change", () => (changes += 1));
  for (const id of [3, 1, 2, 1]) shortlist.add(film(id));
  shortlist.remove(3);
  assert.deepEqual(ids(new Shortlist().films), [2, 1]);
  assert.deepEqual([shortlist.has(1), shortlist.has(3), shortlist.film(2).title], [true, false, "Film 2"]);
  assert.equal(changes, 5);
});

test("what was cleared comes back together with what was chosen since", () => {
  const shortlist = new Shortlist();
  shortlist.add(film(1), film(2));
  const former = shortlist.films;
  shortlist.clear();
  shortlist.add(film(3));
  shortlist.add(...former);
  assert.deepEqual(ids(shortlist.films), [3, 1, 2]);
});

test("there are at most so many", () => {
  const shortlist = new Shortlist();
  for (let id = 1; id <= MOST + 5; id += 1) shortlist.add(film(id));
  assert.equal(shortlist.films.length, MOST);
  assert.equal(shortlist.isFull, true);
  kept.set(KEY, JSON.stringify(Array.from({ length: MOST * 2 }, (_, id) => film(id))));
  assert.equal(new Shortlist().films.length, MOST);
});

test("storage that is refused is told, and the list holds for the page that is open", () => {
  storage.isFull = true;
  const shortlist = new Shortlist();
  assert.equal(shortlist.add(film(1)), false);
  assert.equal(shortlist.has(1), true);
});

test("what is kept in another form counts as nothing", () => {
  for (const odd of ["{}", "7", '"x"', "[null, 1, {}]", "no JSON"]) {
    kept.set(KEY, odd);
    assert.deepEqual(new Shortlist().films, []);
  }
});

test("what another tab chooses is known here, and what it keeps of others is not", () => {
  const shortlist = new Shortlist();
  const tell = (key) => frame.dispatchEvent(Object.assign(new Event("storage"), { key }));
  kept.set(KEY, JSON.stringify([film(7)]));
  tell("next-film:feedback");
  assert.deepEqual(shortlist.films, []);
  tell(KEY);
  assert.deepEqual(ids(shortlist.films), [7]);
  kept.clear();
  tell(null); // everything was forgotten
  assert.deepEqual(shortlist.films, []);
});
