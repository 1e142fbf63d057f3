// Filters and order in an address. Pure.

import { FILTERS, NAMES, SORTS } from "./definitions.js";

/** Return the state in `query` (URLSearchParams): a value for each filter, and the order of the films. */
export function readFilters(query) {
  const sort = query.get("sort") ?? "";
  const state = { sort: SORTS.includes(sort.replace(/^-/, "")) ? sort : SORTS[0], anywhere: query.has("anywhere") };
  for (const name of NAMES) {
    const value = query.get(name);
    if (FILTERS[name].isList) state[name] = (value ?? "").split(",").filter(Boolean);
    else if (FILTERS[name].isNumber) state[name] = Number(value) || null;
    else state[name] = ["only", "exclude"].includes(value) ? value : null;
  }
  state.discovery = Math.max(-1, Math.min(1, Number(query.get("discovery")) || 0));
  return state;
}

/** Write `state` into `query`, without default values. */
export function writeFilters(state, query) {
  for (const name of NAMES) set(query, name, FILTERS[name].isList ? state[name].join(",") : state[name]);
  set(query, "discovery", state.discovery);
  set(query, "anywhere", state.anywhere && 1);
  set(query, "sort", state.sort === SORTS[0] ? "" : state.sort);
}

function set(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
