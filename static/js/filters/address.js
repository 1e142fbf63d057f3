// Filters and order as an address carries them. Pure.

import { FILTERS, NAMES, SORTS } from "./definitions.js";

/** The state that `query` (URLSearchParams) describes: a value for each filter, `discovery` in -1..1, and `sort`. */
export function readFilters(query) {
  const state = { sort: SORTS.includes(query.get("sort")) ? query.get("sort") : "match" };
  for (const name of NAMES) {
    const given = query.get(name);
    if (FILTERS[name].isList) state[name] = (given ?? "").split(",").filter(Boolean);
    else if (FILTERS[name].isNumber) state[name] = Number(given) || null;
    else state[name] = ["only", "exclude"].includes(given) ? given : null;
  }
  state.discovery = Math.max(-1, Math.min(1, Number(query.get("discovery")) || 0));
  return state;
}

/** Into `query`, only what differs from nothing chosen. */
export function writeFilters(state, query) {
  for (const name of NAMES) set(query, name, FILTERS[name].isList ? state[name].join(",") : state[name]);
  set(query, "discovery", state.discovery);
  set(query, "sort", state.sort === "match" ? "" : state.sort);
}

function set(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
