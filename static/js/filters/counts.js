// The numbers of films that choices would leave. Pure.

import { FILTERS, passes } from "./definitions.js";

/** Return value -> number of `films` left with it; the other filters are unchanged. */
export function countByValue(films, state, name, except = [name]) {
  const counts = new Map();
  for (const film of films) {
    if (!passes(film, state, except)) continue;
    for (const value of new Set(FILTERS[name].values(film))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

export const countPassing = (films, state) => films.filter((film) => passes(film, state)).length;

/** Count those that pass if filter `name` is `value`. */
export const countWith = (films, state, name, value) => countPassing(films, { ...state, [name]: value });
