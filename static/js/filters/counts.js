// The numbers of films that choices would leave, and the choice to undo when none is left. Pure.

import { FILTERS, isActive, NAMES, passes } from "./definitions.js";
import { choices, cleared, without } from "./state.js";

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

/** Return {choice, state, count} of the choice whose removal brings most films; null if none brings any. */
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
