// How many films each choice would leave, and which choice to take back when none is left. Pure.

import { FILTERS, isActive, NAMES, passes } from "./definitions.js";
import { choices, cleared, without } from "./state.js";

/** Value -> how many of `films` would be left with it, all other filters as they are. */
export function countByValue(films, state, name, except = [name]) {
  const counts = new Map();
  for (const film of films) {
    if (!passes(film, state, except)) continue;
    for (const value of new Set(FILTERS[name].values(film))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** How many pass. */
export const countPassing = (films, state) => films.filter((film) => passes(film, state)).length;

/** How many would pass if filter `name` were `value`. */
export const countWith = (films, state, name, value) => countPassing(films, { ...state, [name]: value });

/** The choice whose removal brings back most films: {choice, state, count}; null when none alone does. */
export function mostRestrictive(films, state) {
  const trials = [
    ...choices(state).map((choice) => ({ choice, state: without(state, choice) })),
    ...NAMES.filter((name) => isActive(state, name)).map((name) => ({
      choice: { name, value: null },
      state: cleared(state, name),
    })),
  ];
  let best = null;
  for (const trial of trials) {
    const count = countPassing(films, trial.state);
    if (count > (best?.count ?? 0)) best = { ...trial, count };
  }
  return best;
}
