// Filters and order as an address carries them, and as a request does. Pure.

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

/** The same filters as fields of a request, for a job that looks for such films from the start. */
export function toRequestFields({ decades, languages, sort: _, ...same }) {
  const fields = { ...same, decades: decades.map(Number), original_language: languages.length === 1 && languages[0] };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => (Array.isArray(value) ? value.length : value)),
  );
}

function set(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
