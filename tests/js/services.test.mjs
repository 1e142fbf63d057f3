// The names of services, and the keys of services that an address names.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { readMyServices, saveMyServices } from "../../static/js/storage/services.js";
import { entries } from "./browser.mjs";
import { film, offer } from "./films.mjs";

const SERVER = {
  "HBO Max": { key: "max", name: "Max" },
  max: { key: "max", name: "Max" },
};

let asked = [];
let fresh = 0;

/** Import the module as a newly opened page does. */
const opened = () => import(`../../static/js/filters/service-names.js?${fresh++}`);

beforeEach(() => {
  entries.clear();
  asked = [];
  globalThis.fetch = async (address) => {
    const names = address.searchParams.getAll("name");
    asked.push(names);
    return Response.json(Object.fromEntries(names.map((name) => [name, SERVER[name]])));
  };
});

test("an address that names a service leads to its key, and one that has a key learns the name", async () => {
  const { keysOf, learnFromServer, serviceName } = await opened();
  await learnFromServer(["HBO Max", "max"]);
  assert.deepEqual(asked, [["HBO Max", "max"]]);
  assert.deepEqual(keysOf(["HBO Max", "max", "x"]), ["max", "x"]);
  assert.deepEqual([serviceName("max"), serviceName("x")], ["Max", "x"]);
});

test("nobody is asked about what films tell or this browser keeps, and films know the name of today", async () => {
  saveMyServices([["max", "HBO Max"]]);
  const { keysOf, learnFromFilms, learnFromServer, serviceName } = await opened();
  assert.equal(serviceName("max"), "HBO Max");
  learnFromFilms([film(1, { offers: [offer("max", "Max")] }), film(2, { offers: undefined })]);
  await learnFromServer(["Max", "max"]);
  assert.deepEqual(asked, []);
  assert.equal(serviceName("max"), "Max");
  assert.deepEqual(keysOf(["Max"]), ["max"]);
});

test("what is kept in another shape is no service", () => {
  for (const other of ['["Max"]', '"Max"', "7", "true", "null", "{", '{"max": 1}', '{"max": null}']) {
    entries.set("next-film:services", other);
    assert.deepEqual(readMyServices(), {}, other);
  }
  entries.set("next-film:services", '{"max": "Max", "mubi": {}}');
  assert.deepEqual(readMyServices(), { max: "Max" });
});
