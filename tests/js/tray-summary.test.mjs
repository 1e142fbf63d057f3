import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setMessages } from "../../static/js/i18n/messages.js";
import { asText, facts, summary, totalRuntime } from "../../static/js/tray/summary.js";
import { film, offer } from "./films.mjs";

const catalogue = new URL("../../static/i18n/en.json", import.meta.url);
setMessages("en", JSON.parse(readFileSync(catalogue, "utf-8")));

test("running times add up, and what is not known is said", () => {
  const films = [film(1, { runtime: 100 }), film(2, { runtime: 95 })];
  assert.deepEqual(totalRuntime([...films, film(3, { runtime: null })]), { minutes: 195, unknown: 1 });
  assert.equal(summary(films), "2 films · 3 h 15 min");
  assert.equal(summary([...films, film(3, { runtime: null })]), "3 films · at least 3 h 15 min");
  assert.equal(summary([film(3, { runtime: null })]), "1 film");
});

test("a film is told with the cheapest way to watch it", () => {
  const offers = [offer("apple", "Apple TV", "rent"), offer("mubi", "MUBI"), offer("max", "Max")];
  assert.equal(facts(film(1, { offers })), "1994 · 1 h 40 min · Included: MUBI, Max");
  assert.equal(facts(film(1, { offers: offers.slice(0, 1) })), "1994 · 1 h 40 min · Rent or buy: Apple TV");
  assert.equal(facts(film(1, { offers: undefined, year: null, runtime: null })), "");
});

test("as text it is a title and a line a film", () => {
  assert.equal(
    asText([film(1), film(2, { runtime: 90, offers: [] })]),
    "Maybe tonight (2 films · 3 h 10 min)\n• Film 1 · 1994 · 1 h 40 min · Included: MUBI\n• Film 2 · 1994 · 1 h 30 min",
  );
});
