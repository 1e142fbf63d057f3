import "./browser.mjs";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setMessages } from "../../static/js/i18n/messages.js";
import { stageInWords } from "../../static/js/progress/progress-panel.js";

const catalogue = (tag) => JSON.parse(readFileSync(new URL(`../../static/i18n/${tag}.json`, import.meta.url), "utf-8"));

for (const [tag, stoodIn, read] of [
  ["en", /cannot be read/, "Reading pages"],
  ["es", /No se pueden leer/, "Leyendo páginas"],
])
  test(`what stands in for pages is told in "${tag}", whatever stage is the furthest`, () => {
    setMessages(tag, catalogue(tag));
    const [snapshot, feed] = ["snapshot", "feed"].map((source) => stageInWords({ stage: "enrichment", source }));
    assert.match(snapshot, stoodIn);
    assert.match(feed, stoodIn);
    assert.notEqual(snapshot, feed);
    for (const source of ["pages", "unheard of", undefined])
      assert.equal(stageInWords({ stage: "profile", source }), read);
  });
