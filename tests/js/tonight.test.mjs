import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { MOST_FILMS, Tonight } from "../../static/js/storage/tonight.js";
import { entries, frame, storage } from "./browser.mjs";
import { film, ids } from "./films.mjs";

const KEY = "next-film:tonight";

beforeEach(() => {
  entries.clear();
  storage.isFull = false;
});

test("films are kept in the order in which they were chosen, each once, and told of", () => {
  const tonight = new Tonight();
  let changes = 0;
  tonight.addEventListener("change", () => (changes += 1));
  for (const id of [3, 1, 2, 1]) tonight.add(film(id));
  tonight.remove(3);
  assert.deepEqual(ids(new Tonight().films), [2, 1]);
  assert.deepEqual([tonight.has(1), tonight.has(3), tonight.film(2).title], [true, false, "Film 2"]);
  assert.equal(changes, 5);
});

test("what was cleared comes back together with what was chosen since", () => {
  const tonight = new Tonight();
  tonight.add(film(1), film(2));
  const former = tonight.films;
  tonight.clear();
  tonight.add(film(3));
  tonight.add(...former);
  assert.deepEqual(ids(tonight.films), [3, 1, 2]);
});

test("there are at most so many", () => {
  const tonight = new Tonight();
  for (let id = 1; id <= MOST_FILMS + 5; id += 1) tonight.add(film(id));
  assert.equal(tonight.films.length, MOST_FILMS);
  assert.equal(tonight.isFull, true);
  entries.set(KEY, JSON.stringify(Array.from({ length: MOST_FILMS * 2 }, (_, id) => film(id))));
  assert.equal(new Tonight().films.length, MOST_FILMS);
});

test("storage that is refused is told, and the list holds for the page that is open", () => {
  storage.isFull = true;
  const tonight = new Tonight();
  assert.equal(tonight.add(film(1)), false);
  assert.equal(tonight.has(1), true);
});

test("what is kept in another form counts as nothing", () => {
  for (const odd of ["{}", "7", '"x"', "[null, 1, {}]", "no JSON"]) {
    entries.set(KEY, odd);
    assert.deepEqual(new Tonight().films, []);
  }
});

test("what another tab chooses is known here, and what it keeps of others is not", () => {
  const tonight = new Tonight();
  const tell = (key) => frame.dispatchEvent(Object.assign(new Event("storage"), { key }));
  entries.set(KEY, JSON.stringify([film(7)]));
  tell("next-film:feedback");
  assert.deepEqual(tonight.films, []);
  tell(KEY);
  assert.deepEqual(ids(tonight.films), [7]);
  entries.clear();
  tell(null); // everything was forgotten
  assert.deepEqual(tonight.films, []);
});
