// Work in frames, with a document and frames that a test drives.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const page = new EventTarget();
let frames;

beforeEach(() => {
  page.hidden = false;
  frames = new Map();
  globalThis.document = page;
  globalThis.requestAnimationFrame = (act) => frames.set(frames.size + 1, act).size;
  globalThis.cancelAnimationFrame = (id) => frames.delete(id);
});

const { FrameWork, drawn } = await import("../../static/js/dom/frames.js");

function hide() {
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
}

function work(parts) {
  const done = [];
  const due = Array.from({ length: parts }, (_, number) => () => done.push(number));
  return { done, frameWork: new FrameWork(() => due.slice(done.length)) };
}

test("a page that is hidden before its frame comes still gets all done, and nothing while it hides", async () => {
  const { done, frameWork } = work(30);
  const whole = frameWork.soon();
  assert.equal(frames.size, 1);
  hide();
  assert.deepEqual(done, []);
  assert.equal(frames.size, 0);
  await whole;
  assert.equal(done.length, 30);
});

test("a hidden page asks for no frame", async () => {
  page.hidden = true;
  const { done, frameWork } = work(30);
  await frameWork.soon();
  assert.equal(done.length, 30);
  await drawn();
  assert.equal(frames.size, 0);
});

test("a page in view does some of it in each frame, and once", async () => {
  const { done, frameWork } = work(3);
  const whole = frameWork.soon();
  while (done.length < 3) {
    const [[id, act]] = frames;
    frames.delete(id);
    const before = done.length;
    act();
    assert.ok(done.length > before);
    if (done.length < 3) await new Promise((resolve) => setTimeout(resolve));
    while (done.length < 3 && !frames.size) await new Promise((resolve) => setTimeout(resolve));
  }
  await whole;
  hide();
  assert.deepEqual(done, [0, 1, 2]);
});

test("a part that fails stops no other", async () => {
  const done = [];
  let due = [1, 2, 3];
  const frameWork = new FrameWork(() =>
    due.map((number) => () => {
      due = due.filter((each) => each !== number);
      if (number === 1) throw new Error("broken");
      done.push(number);
    }),
  );
  const whole = frameWork.soon();
  const [[id, act]] = frames;
  frames.delete(id);
  assert.throws(act, /broken/);
  hide(); // the next frames come at once
  await whole;
  assert.deepEqual(done, [2, 3]);
});
