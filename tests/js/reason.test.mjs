import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reasonText } from "../../static/js/cards/reason.js";
import { setMessages } from "../../static/js/i18n/messages.js";

const spanish = JSON.parse(readFileSync(new URL("../../static/i18n/es.json", import.meta.url), "utf-8"));

const actor = { kind: "actor", name: "Tilda Swinton" };
const horror = { kind: "genre", name: "Horror" };
const seventies = { kind: "decade", name: "1970s" };
const reason = (title, rating, shared, more = {}) => ({ title, rating, shared, liked: false, member: null, ...more });

for (const [what, reasons, text] of [
  [
    "an actor",
    [reason("Suspiria", 5, [actor]), reason("Orlando", 4.5, [actor]), reason("Heat", 4, [])],
    "Con Tilda Swinton, como en Suspiria ★★★★★ y Orlando ★★★★½",
  ],
  [
    "a genre and a decade",
    [reason("Alien", 5, [horror, seventies])],
    "Otra de terror de los años 1970, como Alien ★★★★★",
  ],
  ["a decade", [reason("Jaws", null, [seventies], { liked: true })], "También de los años 1970, como Jaws ♥"],
  ["a language", [reason("Oldboy", 4, [{ kind: "language", name: "ko" }])], "También en coreano, como Oldboy ★★★★"],
  [
    "a genre that is no name",
    [reason("Shane", 4, [{ kind: "genre", name: "Western" }])],
    "Otro western, como Shane ★★★★",
  ],
  [
    "a language without a name",
    [reason("Baraka", 5, [{ kind: "language", name: "xx" }])],
    "En el mismo idioma que Baraka ★★★★★",
  ],
  [
    "several films and nothing shared",
    [reason("Psycho", 5, []), reason("Heat", 4, []), reason("Jaws", 4, [])],
    "Porque te gustaron Psycho ★★★★★ y otras dos",
  ],
  [
    "two films and nothing shared",
    [reason("Psycho", 5, []), reason("Heat", 4, [])],
    "Porque te gustaron Psycho ★★★★★ y otra más",
  ],
  [
    "several films of one of a blend",
    [reason("Psycho", 5, [], { member: "ana" }), reason("Heat", 4, [], { member: "ana" })],
    "Para ana: porque le gustaron Psycho ★★★★★ y otra más",
  ],
  ["nothing", [reason("Heat", 4, [])], "Quienes recomiendan Heat ★★★★ también recomiendan esta"],
  [
    "a blend",
    [reason("Heat", 4, [], { member: "ana" }), reason("Jaws", 5, [actor], { member: "bo" })],
    "Para ana: quienes recomiendan Heat ★★★★ también recomiendan esta\nPara bo: con Tilda Swinton, como en Jaws ★★★★★",
  ],
])
  test(`the whole reason is said in the reader's language: ${what}`, () => {
    setMessages("es", spanish);
    assert.equal(reasonText(reasons), text);
  });

test("reasons of another shape are told as the server tells them", () => {
  const known = reason("Heat", 4, [actor]);
  const shared = [[{}], [null], [{ kind: "actor", name: 7 }], [{ kind: "keyword", name: "heist" }]];
  const others = shared.map((each) => ({ ...known, shared: each }));
  for (const unknown of [null, { title: "Heat" }, { ...known, title: 7 }, ...others])
    assert.equal(reasonText([known, unknown], "Like Heat"), "Like Heat");
  for (const none of [[], null, {}]) assert.equal(reasonText(none, "Like Heat"), "Like Heat");
});
