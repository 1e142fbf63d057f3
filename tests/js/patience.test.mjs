import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { patiently, pause } from "../../static/js/server/patience.js";
import { Problem } from "../../static/js/server/problem.js";
import { connection, page } from "./browser.mjs";

const problem = (status, retryAfter = null, body = { type: "urn:problem:x" }) => Problem.of(body, status, retryAfter);
const answers = (...list) =>
  mock.fn(async () => {
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof Problem) throw next;
    return next;
  });
/** Let promises settle, and time pass, by seconds. */
async function pass(seconds) {
  for (let n = 0; n <= seconds; n += 1) {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    if (n < seconds) mock.timers.tick(1_000);
  }
}

beforeEach(() => {
  connection.onLine = true;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});

for (const status of [408, 429, 500, 502, 503, 504])
  test(`${status} is met with another try`, async () => {
    const ask = answers(problem(status), problem(status), "films");
    const found = patiently(ask);
    await pass(4);
    assert.equal(await found, "films");
    assert.equal(ask.mock.callCount(), 3);
  });

for (const [what, lasting] of [
  ["400", problem(400)],
  ["404", problem(404)],
  ["a failed job's own end", problem(503, null, { type: "urn:problem:profile-unavailable", request_id: "x" })],
  ["a failure of another than the server", problem(503, "5", { type: "urn:problem:tmdb-unavailable" })],
  ["a wait longer than a minute", problem(503, "61")],
])
  test(`${what} is told at once`, async () => {
    const ask = answers(lasting);
    await assert.rejects(patiently(ask), lasting);
    assert.equal(ask.mock.callCount(), 1);
  });

test("what does not pass is told in the end, and a lost connection is waited for as long as wished", async () => {
  const broken = answers(problem(500));
  const told = assert.rejects(patiently(broken, { tries: 3 }));
  await pass(5);
  await told;
  assert.equal(broken.mock.callCount(), 3);
  const away = answers(...Array(20).fill(new Problem("offline", { isPassing: true })), "films");
  const found = patiently(away, { tries: 3, offlineTries: Infinity });
  await pass(400);
  assert.equal(await found, "films");
});

test("calls that did not reach the server leave those that did all their tries", async () => {
  const ask = answers(
    ...Array(5).fill(new Problem("offline", { isPassing: true })),
    problem(503),
    problem(503),
    "films",
  );
  const found = patiently(ask, { tries: 3, offlineTries: Infinity });
  await pass(90);
  assert.equal(await found, "films");
});

for (const [asked, seconds] of [
  ["7", 7],
  [new Date(7_000).toUTCString(), 7],
])
  test(`a wait of "${asked}" is kept, and told each second`, async () => {
    const ask = answers(problem(429, asked), "films");
    const left = [];
    const found = patiently(ask, { onWait: (_, each) => left.push(each) });
    await pass(seconds - 1);
    page.dispatchEvent(new Event("visibilitychange")); // waking up does not shorten it
    assert.equal(ask.mock.callCount(), 1);
    await pass(1);
    assert.equal(await found, "films");
    assert.deepEqual([...new Set(left)], [7, 6, 5, 4, 3, 2, 1]);
  });

test("whoever wakes up waits no longer, and a wait can be given up", async () => {
  const woken = pause(problem(503), 9, {});
  page.dispatchEvent(new Event("visibilitychange"));
  await woken;
  const life = new AbortController();
  const left = assert.rejects(pause(problem(503, "30"), 1, { signal: life.signal }), { name: "AbortError" });
  life.abort();
  await left;
  await assert.rejects(pause(problem(503), 1, { signal: life.signal }), { name: "AbortError" });
});

test("a proxy's answer that is no problem is one of ours, by its status", () => {
  assert.deepEqual([problem(502, null, null).slug, problem(429, null, null).slug], ["internal", "too-many-requests"]);
  assert.deepEqual([problem(503, "soon").retryAfterS, problem(503, "").retryAfterS], [null, null]);
  assert.equal(problem(503, null, { retry_after_s: 20 }).retryAfterS, 20);
});
