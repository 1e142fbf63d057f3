import assert from "node:assert/strict";
import { test } from "node:test";
import { resultsAddress } from "../../static/js/landing/results-address.js";
import { parseUsername } from "../../static/js/landing/username-input.js";
import { landingAddress } from "../../static/js/search/address.js";
import { ROOT } from "../../static/js/server/root.js";

const below = (address) => address.href.slice(ROOT.href.length);

const UNSEEN = [
  "\u200b",
  "\ufeff",
  "\u00a0",
  "\u202a",
  "\u200e",
  "\u2066",
  "\u00ad",
  "\u3164",
  "\u2800",
  "\t",
  "\ufe0f",
];

for (const typed of [
  "ana",
  " @ana ",
  "@ ana",
  "https://letterboxd.com/ana/",
  "letterboxd.com/ana/films/?x=1",
  "ANA\u200b",
  ...UNSEEN.map((each) => `${each}ana${each} `),
])
  test(`"${typed}" names a member`, () => {
    assert.match(parseUsername(typed).name, /^ana$/i);
  });

for (const [typed, problem] of [
  ["", "missing"],
  [" @ ", "missing"],
  ["https://letterboxd.com/", "not_a_member"],
  ["letterboxd.com/film/stalker/", "not_a_member"],
  ["josé", "not_a_name"],
  ["a".repeat(51), "not_a_name"],
  [UNSEEN.join(""), "missing"],
  ["ana maria", "blank_inside"],
  ["letterboxd.com/ana maria/", "blank_inside"],
  ...UNSEEN.map((each) => [`an${each}a`, "blank_inside"]),
  ["https://boxd.it/aBcD", "short_link"],
  ["\u200eboxd.it/aBcD ", "short_link"],
])
  test(`"${typed}" is told as ${problem}`, () => {
    assert.deepEqual(parseUsername(typed), { problem });
  });

test("a member's films, and a blend's, have an address below the app's root", () => {
  assert.equal(below(resultsAddress(["ana"], "CL")), "ana?country=CL");
  assert.equal(below(resultsAddress(["ana", "bo"])), "?job=blend&members=ana,bo");
});

test("the landing page is told whom and where to fill in", () => {
  assert.equal(below(landingAddress({})), "");
  const address = landingAddress({ members: ["ana", "bo"], country: "CL", input: "export" });
  assert.equal(below(address), "?username=ana%2Cbo&country=CL&input=export");
});
