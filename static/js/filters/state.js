// The choices of a state as a list, and the state that follows a press. Pure: every state is new.

import { FILTERS, isActive, NAMES } from "./definitions.js";

/** Return [{name, value}] of each choice, in the order of FILTERS. */
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

/** Add `value` to the list of `name`, or remove it from there. */
export const toggled = (state, name, value) =>
  state[name].includes(value) ? without(state, { name, value }) : { ...state, [name]: [...state[name], value] };

/** Go from not chosen to wanted, excluded, and back. */
export function nextGenre(state, genre) {
  if (state.exclude_genres.includes(genre)) return toggled(state, "exclude_genres", genre);
  const next = toggled(state, "genres", genre);
  return state.genres.includes(genre) ? toggled(next, "exclude_genres", genre) : next;
}
