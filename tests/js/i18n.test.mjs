import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { labelOf, TONIGHT } from "../../static/js/filters/labels.js";
import { ago } from "../../static/js/i18n/ago.js";
import { duration, runtime, stars } from "../../static/js/i18n/format.js";
import { has, setMessages, t } from "../../static/js/i18n/messages.js";
import { countryName } from "../../static/js/i18n/names.js";
import { languageName, traitName } from "../../static/js/i18n/traits.js";

const catalogue = (tag) => JSON.parse(readFileSync(new URL(`../../static/i18n/${tag}.json`, import.meta.url), "utf-8"));
const speak = (tag) => setMessages(tag, catalogue(tag));

test("the count chooses the plural form, and numbers are written as the language does", () => {
  speak("en");
  assert.equal(t("filter.films", { count: 1 }), "1 film");
  assert.equal(t("filter.films", { count: 1500 }), "1,500 films");
  assert.equal(t("filter.films", { count: 0 }), "0 films");
  speak("es");
  assert.equal(t("filter.films", { count: 1 }), "1 película");
  assert.equal(t("filter.films", { count: 15_000 }), "15.000 películas");
});

test("a form that a catalogue lacks is its other form; a language with more forms gets them", () => {
  setMessages("pl", { films: { one: "{count} film", few: "{count} filmy", other: "{count} filmów" } });
  assert.deepEqual(
    [1, 3, 5].map((count) => t("films", { count })),
    ["1 film", "3 filmy", "5 filmów"],
  );
  setMessages("pl", { films: { other: "{count} x" } });
  assert.equal(t("films", { count: 3 }), "3 x");
});

test("a key without a text is told as it is, and a name without a value is nothing", () => {
  speak("en");
  assert.equal(t("no.such.key"), "no.such.key");
  assert.deepEqual([has("reason.actor"), has("card.nothing")], [true, false]);
  assert.equal(t("reason.actor"), "With , as in ");
});

test("lengths of time and stars", () => {
  speak("en");
  const spaced = (texts) => texts.map((text) => text.replaceAll("\u00a0", " "));
  assert.deepEqual(spaced([-3, 59.4, 65].map(duration)), ["0 s", "59 s", "1 min 5 s"]);
  assert.deepEqual(spaced([45, 120].map(runtime)), ["45 min", "2 h 0 min"]);
  assert.deepEqual([stars(0.5), stars(4), stars(3.5)], ["½", "★★★★", "★★★½"]);
});

test("how long ago", () => {
  speak("en");
  const minute = 60_000;
  assert.equal(ago(0, 20_000), "just now");
  assert.equal(ago(0, 12 * minute), "12 minutes ago");
  assert.equal(ago(0, 120 * minute), "2 hours ago");
  assert.equal(ago(0, 3 * 1440 * minute), "3 days ago");
});

test("names of languages, countries and traits, and codes that are none", () => {
  speak("es");
  assert.deepEqual([countryName("DE"), languageName("ja"), languageName("cn")], ["Alemania", "japonés", "cantonés"]);
  assert.deepEqual([languageName("?!"), countryName("")], ["?!", ""]);
  assert.equal(traitName({ kind: "genre", name: "Horror" }), "Terror");
  assert.equal(traitName({ kind: "director", name: "Horror" }), "Horror");
  speak("en");
  assert.equal(traitName({ kind: "decade", name: "1990s" }), "1990s");
  assert.equal(traitName({ kind: "language", name: "ja" }), "Japanese");
});

test("filters in words", () => {
  speak("en");
  const label = (name, value) => labelOf({ name, value });
  assert.equal(label("runtime_max", TONIGHT), "Tonight: under 100 min");
  assert.equal(label("runtime_max", 119), "Under 120 min");
  assert.equal(label("min_rating", 8), "8.0 and up");
  assert.equal(label("exclude_genres", "War"), "Not War");
  assert.equal(label("decades", "1990"), "1990s");
  assert.equal(label("watchlist", "exclude"), "Not on the watchlist");
  assert.equal(label("genres", null), "Genres");
  speak("es");
  assert.equal(label("languages", "ja"), "Japonés");
});
