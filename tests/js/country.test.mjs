import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { countryCode } from "../../static/js/search/country.js";
import { likelyCountry } from "../../static/js/search/likely-country.js";
import { connection, entries } from "./browser.mjs";

beforeEach(() => entries.clear());

for (const [given, code] of [
  ["CL", "CL"],
  [" cl ", "CL"],
  ["UK", "GB"],
  ["uk", "GB"],
  ["EL", "GR"],
  ["840", "US"],
  ["ZZ", "ZZ"],
  ["usa", "usa"],
  ["Narnia", "Narnia"],
  ["", ""],
])
  test(`"${given}" in an address stands for "${code}"`, () => {
    assert.equal(countryCode(given), code);
  });

for (const languages of [["C"], ["en-US@posix"], ["*"], [""], ["en_US"], []])
  test(`languages that are no tags (${languages}) name no country, and harm nothing`, () => {
    connection.languages = languages;
    assert.equal(likelyCountry(Boolean, "CL"), "CL");
    connection.languages = [...languages, "es-MX", "ja"];
    assert.equal(likelyCountry(Boolean, "CL"), "MX");
    assert.equal(
      likelyCountry((code) => code === "JP", "CL"),
      "JP",
    );
  });
