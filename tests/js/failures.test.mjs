import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import "./browser.mjs";
import { failureInWords } from "../../static/js/i18n/failures.js";
import { setMessages } from "../../static/js/i18n/messages.js";
import { emptySlug } from "../../static/js/results/ending.js";
import { shownName } from "../../static/js/search/username.js";
import { Problem } from "../../static/js/server/problem.js";

const catalogue = (tag) => JSON.parse(readFileSync(new URL(`../../static/i18n/${tag}.json`, import.meta.url), "utf-8"));

beforeEach(() => setMessages("en", catalogue("en")));

test("each part of a request that is wrong is named, and only those", () => {
  const said = (fields) => failureInWords(new Problem("invalid-request", { fields }), "ana").text;
  assert.match(said({ country: "?" }), /: the country \(/);
  assert.doesNotMatch(said({ country: "?" }), /name/);
  assert.match(
    said({ username: "?", runtime_max: "?", original_language: "?" }),
    /the name .*, Length, Original language\./,
  );
  assert.match(said({ exclude_ids: "?" }), /: the hidden films\./);
  assert.match(said({ colour: "?" }), /: colour\./);
  assert.doesNotMatch(said({}), /\{|:/);
});

for (const tag of ["en", "es"])
  for (const slug of [
    "profile-empty",
    "profile-unrated",
    "watchlist-unavailable",
    "watchlist-empty",
    "seeds-missing",
    "none-matched",
  ])
    test(`${slug} of an export without a name reads well (${tag})`, () => {
      setMessages(tag, catalogue(tag));
      const { text } = failureInWords(new Problem(slug), shownName("export", { jobId: "x" }));
      assert.doesNotMatch(text, /^[\s.,]|\s{2}|\s[.,]|\{|\bexport is|^export/);
    });

test("an export bears the name of its profile, if it has one", () => {
  assert.deepEqual([shownName("ana", { jobId: "x" }), shownName("export", { jobId: null })], ["ana", "export"]);
  assert.equal(shownName(undefined, { jobId: "x" }), "");
});

test("a failure that nobody has words for is told in the server's, else as ours", () => {
  const told = (problem) => failureInWords(problem, "ana").text;
  assert.equal(told(new Problem("never-heard-of", { detail: "Why.", hint: "So." })), "Why. So.");
  assert.match(told(new Problem("never-heard-of")), /Trying again/);
});

test("an empty list says why it is empty", () => {
  const of = (filters, facts = {}) => emptySlug({ recommendations: [], ...facts }, { filters });
  assert.equal(of({}), "no-recommendations");
  assert.equal(of({ discovery: 0.7 }), "no-recommendations");
  assert.equal(of({ genres: ["War"] }), "no-matches");
  assert.equal(of({}, { empty_reason: "filtered_out" }), "no-recommendations", "films put aside are no filter");
  assert.equal(
    emptySlug({ recommendations: [], empty_reason: "filtered_out" }, { jobId: "x", filters: {} }),
    "no-matches",
  );
  assert.equal(of({ genres: ["War"] }, { empty_reason: "none_matched" }), "none-matched");
  assert.equal(of({ watchlist: "only" }, { watchlist: { status: "read", films: 0 } }), "watchlist-empty");
  assert.equal(of({ watchlist: "only" }, { watchlist: { status: "read", films: 9 } }), "no-matches");
  assert.equal(emptySlug({ recommendations: [{}] }, { filters: { genres: ["War"] } }), null);
});
