// Finished results, kept in this browser for half an hour, to be shown again at once.

import { read, remove } from "./local.js";

export const PREFIX = "result:";
const LIFE_MS = 30 * 60_000;

/** Return {at, result} or null; `at` in ms since the epoch. */
export function readResult(search) {
  const saved = read(PREFIX + search.key);
  return saved && isFresh(saved) ? saved : null;
}

export const removeResult = (search) => remove(PREFIX + search.key);

export const isFresh = ({ at }) => Date.now() - at < LIFE_MS;
