// The choice of the filters to blame, and to undo, when no film passes. Pure.

import { countPassing } from "./counts.js";
import { isActive, NAMES } from "./definitions.js";
import { choices, cleared, without } from "./state.js";

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
