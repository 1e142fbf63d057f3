import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.mjs";

const region = { textContent: "" };
page.getElementById = () => region;
const dialog = { isOpen: false, region: { textContent: "" } };
page.querySelector = () => (dialog.isOpen ? dialog.region : null);

const { announce, announceInTurn, announceProgress } = await import("../../static/js/dom/announcer.js");

const PAUSE_MS = 1_500;
/** Return the lines said, in turn, until there is silence. */
function heard(timers) {
  const all = [region.textContent];
  while (region.textContent) {
    timers.tick(PAUSE_MS);
    all.push(region.textContent);
  }
  return all.slice(0, -1);
}

test("of progress only the newest line is said", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  for (const line of ["Reading pages", "Recognising films", "Finding candidates"]) announceProgress(line);
  assert.deepEqual(heard(mock.timers), ["Reading pages", "Finding candidates"]);
});

test("progress that is over is not said after the end", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  announceProgress("Reading pages");
  announceProgress("Checking services");
  announceInTurn("150 films found");
  announceInTurn("Newer films may be missing.");
  assert.deepEqual(heard(mock.timers), ["Reading pages", "150 films found", "Newer films may be missing."]);
});

test("what an action did is said at once, and costs no news", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  announceInTurn("150 films found");
  announceInTurn("Newer films may be missing.");
  announce("12 films shown");
  assert.equal(region.textContent, "12 films shown");
  assert.deepEqual(heard(mock.timers), ["12 films shown", "150 films found", "Newer films may be missing."]);
});

test("an action does not bring progress back that it broke in upon", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  announceProgress("Reading pages");
  announce("Link copied.");
  assert.deepEqual(heard(mock.timers), ["Link copied."]);
});

test("the same words twice are two announcements", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  announce("1 film shown");
  const first = region.textContent;
  announce("1 film shown");
  assert.notEqual(region.textContent, first);
  assert.equal(region.textContent.trim(), first);
  heard(mock.timers);
});

test("progress that is taken back is not said", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  announceProgress("Reading pages");
  announceProgress("Checking services");
  announceProgress("");
  announce("Cancelled.");
  assert.deepEqual(heard(mock.timers), ["Cancelled."]);
});

test("while a dialog is open it is heard there", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  dialog.isOpen = true;
  announce("Film 2, 2 of 10");
  dialog.isOpen = false;
  assert.deepEqual([dialog.region.textContent, region.textContent], ["Film 2, 2 of 10", ""]);
  mock.timers.tick(PAUSE_MS);
});
