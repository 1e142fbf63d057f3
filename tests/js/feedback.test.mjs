import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Feedback } from "../../static/js/storage/feedback.js";
import { entries, storage } from "./browser.mjs";

beforeEach(() => {
  entries.clear();
  storage.isFull = false;
});

test("feedback is kept, and goes with the next request", () => {
  const feedback = new Feedback();
  feedback.give({ tmdb_id: 11, title: "A", year: "1999" }, "no");
  feedback.give({ tmdb_id: 12, title: "B", year: null }, "liked");
  const again = new Feedback();
  assert.deepEqual([11, 12, 13].map(again.of), ["no", "liked", null]);
  assert.deepEqual(again.toRequestFields(), { exclude_ids: [11], liked_ids: [12] });
});

test("full storage is told, and holds for the page that is open", () => {
  storage.isFull = true;
  const feedback = new Feedback();
  assert.equal(feedback.give({ tmdb_id: 1, title: "A", year: null }, "no"), false);
  assert.equal(feedback.of(1), "no");
  storage.isFull = false;
  assert.equal(feedback.takeBack(1), true);
});

test("what is kept in another shape is no feedback", () => {
  for (const other of ['["x"]', '"x"', "7", "null", "{", '{"11": null}', '{"11": "no"}', '{"11": {"feedback": "x"}}']) {
    entries.set("next-film:feedback", other);
    assert.deepEqual(new Feedback().toRequestFields(), {}, other);
  }
  entries.set("next-film:feedback", '{"11": 7, "12": {"feedback": "no", "title": "B", "at": 1}}');
  assert.deepEqual(new Feedback().toRequestFields(), { exclude_ids: [12] });
});
