// What is chosen, as a list and as the state that follows from a press. Pure: every state is a new one.

import { FILTERS, isActive, NAMES } from "./definitions.js";

/** [{name, value}]: each thing chosen, in the order of FILTERS. */
export function choices(state) {
  return NAMES.flatMap((name) => {
    if (!isActive(state, name)) return [];
    return FILTERS[name].isList ? state[name].map((value) => ({ name, value })) : [{ name, value: state[name] }];
  });
}

export function without(state, { name, value }) {
  return { ...state, [name]: FILTERS[name].isList ? state[name].filter((each) => each !== value) : null };
}

export const cleared = (state, name) => ({ ...state, [name]: FILTERS[name].isList ? [] : null });

export const clearedAll = (state) => ({ ...NAMES.reduce(cleared, state), discovery: 0, anywhere: false });

/** `value` in the list of `name` if it was not, else out of it. */
export const toggled = (state, name, value) =>
  state[name].includes(value) ? without(state, { name, value }) : { ...state, [name]: [...state[name], value] };

/** Not chosen, wanted, excluded, and around again. */
export function nextGenre(state, genre) {
  if (state.exclude_genres.includes(genre)) return toggled(state, "exclude_genres", genre);
  const next = toggled(state, "genres", genre);
  return state.genres.includes(genre) ? toggled(next, "exclude_genres", genre) : next;
}
