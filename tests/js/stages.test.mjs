import assert from "node:assert/strict";
import { test } from "node:test";
import { STAGES, StageProgress } from "../../static/js/progress/stages.js";

function after(...updates) {
  const progress = new StageProgress();
  for (const [stage, done, total] of updates) progress.update({ stage, done, total });
  return progress;
}
const states = (progress) => STAGES.map((stage) => progress.state(stage));

test("before the first event everything waits", () => {
  assert.deepEqual(new Set(states(after())), new Set(["waiting"]));
  assert.deepEqual([after().furthest, after().fraction], ["", 0]);
});

test("stages overlap: each has its own state, and the furthest is told", () => {
  const progress = after(["profile", 2, 5], ["enrichment", 90, 144], ["profile", 3, 5]);
  assert.deepEqual(states(progress), ["active", "active", "waiting", "waiting", "waiting"]);
  assert.equal(progress.furthest, "enrichment");
  assert.deepEqual(progress.counts("profile"), { done: 3, total: 5 });
});

test("pages count as read once candidates are asked for, since the last page's state may be skipped", () => {
  const progress = after(["profile", 2, 5], ["enrichment", 90, 144], ["candidates", 1, 150]);
  assert.equal(progress.state("profile"), "done");
  assert.deepEqual(progress.counts("profile"), { done: 5, total: 5 });
});

test("a stage whose counts were skipped is under way, but pages may not be needed", () => {
  assert.deepEqual(states(after(["enrichment", 1, 9])).slice(0, 2), ["done", "active"]);
  assert.deepEqual(states(after(["availability", 1, 9])).slice(1, 4), ["active", "active", "active"]);
});

test("once the best order is looked for, all before is done", () => {
  assert.deepEqual(states(after(["profile", 1, 5], ["ranking", 0, 1])), ["done", "done", "done", "done", "active"]);
});

test("the whole never goes back, though totals grow, and ends at 1", () => {
  const progress = new StageProgress();
  let last = 0;
  for (const [stage, done, total] of [
    ["profile", 1, 2],
    ["profile", 2, 40],
    ["enrichment", 10, 10],
    ["enrichment", 10, 900],
    ["availability", 5, 0],
    ["candidates", 3, 100],
    ["queued", 1, 1],
  ]) {
    progress.update({ stage, done, total });
    assert.ok(progress.fraction >= last && progress.fraction <= 1, stage);
    last = progress.fraction;
  }
  progress.finish();
  assert.equal(progress.fraction, 1);
  assert.deepEqual(new Set(states(progress)), new Set(["done"]));
});
