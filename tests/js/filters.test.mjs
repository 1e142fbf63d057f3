import assert from "node:assert/strict";
import { test } from "node:test";
import { readFilters, writeFilters } from "../../static/js/filters/address.js";
import { countByValue, countWith } from "../../static/js/filters/counts.js";
import { passes } from "../../static/js/filters/definitions.js";
import { mostRestrictive } from "../../static/js/filters/most-restrictive.js";
import { toRequestFields } from "../../static/js/filters/request.js";
import { choices, cleared, clearedAll, nextGenre, toggled, without } from "../../static/js/filters/state.js";
import { film, ids, offer } from "./films.mjs";

const state = (query = "") => readFilters(new URLSearchParams(query));
const passing = (films, query) => ids(films.filter((each) => passes(each, state(query))));

test("nothing chosen lets every film pass", () => {
  assert.ok(passes({ tmdb_id: 1 }, state()));
});

test("of a list one value is enough, and an excluded genre excludes", () => {
  const films = [
    film(1, { genre_keys: ["Drama", "War"] }),
    film(2, { genre_keys: ["Comedy"] }),
    film(3, { genre_keys: ["Horror"] }),
  ];
  assert.deepEqual(passing(films, "genres=Drama,Comedy"), [1, 2]);
  assert.deepEqual(passing(films, "genres=Drama,Comedy&exclude_genres=War"), [2]);
});

test("genres are chosen by their English names, in whatever language a film is told", () => {
  const films = [
    film(1, { genres: ["Terror"], genre_keys: ["Horror"] }),
    film(2, { genres: ["Drama"], genre_keys: ["Drama"] }),
  ];
  assert.deepEqual(passing(films, "genres=Horror"), [1]);
  assert.deepEqual(passing(films, "exclude_genres=Horror"), [2]);
});

test("a run time that is unknown or 0 passes no maximum, and the maximum itself passes", () => {
  const films = [null, undefined, 0, 98, 99, 100].map((runtime, id) => film(id, { runtime }));
  assert.deepEqual(passing(films, "runtime_max=99"), [3, 4]);
});

test("the year is text, and a film without one is of no decade", () => {
  const films = [
    film(1, { year: "1989" }),
    film(2, { year: "1990" }),
    film(3, { year: "1999" }),
    film(4, { year: null }),
  ];
  assert.deepEqual(passing(films, "decades=1990"), [2, 3]);
});

test("services, language, rating and watchlist", () => {
  const films = [
    film(1, { on_watchlist: true }),
    film(2, { offers: [offer("mubi", "MUBI", "rent")], original_language: "ja", rating_tmdb: 8.1 }),
  ];
  assert.deepEqual(passing(films, "services=mubi"), [1]);
  assert.deepEqual(passing(films, "languages=ja"), [2]);
  assert.deepEqual(passing(films, "min_rating=8"), [2]);
  assert.deepEqual(passing(films, "watchlist=only"), [1]);
  assert.deepEqual(passing(films, "watchlist=exclude"), [2]);
});

test("a service passes where a subscription, free or with ads shows the film, and counts a film once", () => {
  const kinds = ["flatrate", "free", "ads", "rent", "buy", "cinema"];
  const films = kinds.map((kind, id) => film(id, { offers: [offer("max", "Max", kind)] }));
  assert.deepEqual(passing(films, "services=max"), [0, 1, 2]);
  const twice = [film(1, { offers: [offer("max", "Max"), offer("max", "Max", "ads")] })];
  assert.deepEqual(Object.fromEntries(countByValue(twice, state(), "services")), { max: 1 });
});

test("the address carries every filter there and back, and only what differs from nothing", () => {
  const address =
    "services=mubi%2Ccineetc&genres=Drama&exclude_genres=War&decades=1990&runtime_max=99&min_rating=7.5" +
    "&languages=ja&watchlist=only&discovery=-0.4&anywhere=1&sort=-year";
  const query = new URLSearchParams();
  writeFilters(state(address), query);
  assert.equal(query.toString(), address);
  const other = new URLSearchParams("country=CL&genres=War&sort=year");
  writeFilters(state(), other);
  assert.equal(other.toString(), "country=CL");
});

test("an address that makes no sense chooses nothing", () => {
  assert.deepEqual(state("sort=y-ear&runtime_max=x&watchlist=perhaps&discovery=x&genres=,"), state());
  assert.equal(state("discovery=7").discovery, 1);
});

test("a request carries the filters that are chosen, in the server's own types", () => {
  assert.deepEqual(toRequestFields(state()), {});
  const chosen = state("decades=1990&languages=ja&runtime_max=99&discovery=0.5&anywhere=1&sort=-year");
  assert.deepEqual(toRequestFields(chosen), {
    decades: [1990],
    original_language: "ja",
    runtime_max: 99,
    discovery: 0.5,
  });
  assert.deepEqual(toRequestFields(state("languages=ja,fr")), {}, "the server takes one language");
});

test("what is chosen can be listed, taken back and cleared", () => {
  const chosen = state("genres=Drama,War&min_rating=8");
  const [drama, war, rating] = choices(chosen);
  assert.deepEqual(
    [drama, war, rating],
    [
      { name: "genres", value: "Drama" },
      { name: "genres", value: "War" },
      { name: "min_rating", value: 8 },
    ],
  );
  assert.deepEqual(without(chosen, drama).genres, ["War"]);
  assert.equal(without(chosen, rating).min_rating, null);
  assert.deepEqual(cleared(chosen, "genres").genres, []);
  assert.deepEqual(choices(clearedAll(chosen)), []);
  assert.deepEqual(toggled(toggled(chosen, "decades", "1990"), "decades", "1990"), chosen);
});

test("a genre is wanted, then excluded, then neither", () => {
  const wanted = nextGenre(state(), "War");
  const excluded = nextGenre(wanted, "War");
  assert.deepEqual([wanted.genres, wanted.exclude_genres], [["War"], []]);
  assert.deepEqual([excluded.genres, excluded.exclude_genres], [[], ["War"]]);
  assert.deepEqual(nextGenre(excluded, "War"), state());
});

test("each choice tells how many films it would leave", () => {
  const films = [film(1), film(2, { genre_keys: ["War"] }), film(3, { genre_keys: ["War", "Drama"], runtime: 150 })];
  const chosen = state("genres=War&runtime_max=120");
  assert.deepEqual(Object.fromEntries(countByValue(films, chosen, "genres")), { Drama: 1, War: 1 });
  assert.equal(countWith(films, chosen, "runtime_max", 200), 2);
});

test("of several filters, the one is named that brings back most films", () => {
  const films = [film(1), film(2), film(3, { genre_keys: ["War"], rating_tmdb: 9 })];
  const found = mostRestrictive(films, state("genres=Drama&min_rating=8"));
  assert.deepEqual([found.choice, found.count], [{ name: "min_rating", value: 8 }, 2]);
  assert.deepEqual(choices(found.state), [{ name: "genres", value: "Drama" }]);
  assert.equal(mostRestrictive(films, state("genres=Horror&min_rating=9.9")), null);
});

test("a whole list is named when only all of it together is to blame", () => {
  const found = mostRestrictive([film(1)], state("genres=War,Horror"));
  assert.deepEqual([found.choice, found.count], [{ name: "genres", value: null }, 1]);
});
