import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Feedback } from "../../static/js/storage/feedback.js";
import { kept, storage } from "./browser.mjs";

const FORMER = JSON.stringify({
  11: { verdict: "no", title: "A", year: "1999", at: 1 },
  12: { verdict: "liked", title: "B", year: null, at: 2 },
});

beforeEach(() => {
  kept.clear();
  storage.isFull = false;
});

test("feedback remembered under the former name is still read, and kept under the new one", () => {
  kept.set("next-film:verdicts", FORMER);
  const feedback = new Feedback();
  assert.deepEqual([feedback.of(11), feedback.of(12), feedback.of(13)], ["no", "liked", null]);
  assert.deepEqual(feedback.toRequestFields(), { exclude_ids: [11], liked_ids: [12] });
  feedback.give({ tmdb_id: 13, title: "C", year: "2001" }, "seen");
  const again = new Feedback();
  assert.deepEqual([11, 12, 13].map(again.of), ["no", "liked", "seen"]);
  assert.deepEqual(
    again.all.map(({ title }) => title),
    ["C", "B", "A"],
  );
});

test("what was taken back under the new name does not come back from the former", () => {
  kept.set("next-film:verdicts", FORMER);
  new Feedback().clear();
  assert.deepEqual(new Feedback().all, []);
});

test("full storage is told, and holds for the page that is open", () => {
  storage.isFull = true;
  const feedback = new Feedback();
  assert.equal(feedback.give({ tmdb_id: 1, title: "A", year: null }, "no"), false);
  assert.equal(feedback.of(1), "no");
  storage.isFull = false;
  assert.equal(feedback.takeBack(1), true);
});
