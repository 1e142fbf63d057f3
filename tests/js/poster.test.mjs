import assert from "node:assert/strict";
import { test } from "node:test";
import { posterSizes } from "../../static/js/cards/poster-sizes.js";

test("the sizes of a poster differ in the last folder of its address alone", () => {
  const address = "https://images.example.org/w500/t/p/w500/abc.jpg";
  assert.equal(
    posterSizes(address),
    ["w185", "w342", "w500"]
      .map((size) => `https://images.example.org/w500/t/p/${size}/abc.jpg ${size.slice(1)}w`)
      .join(", "),
  );
});

test("an address that names no size is the only one", () => {
  assert.equal(posterSizes("https://images.example.org/abc.jpg"), null);
});
