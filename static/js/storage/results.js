// Finished results, kept in this browser for half an hour, so that coming back costs nothing.

import { keysWith, read, remove, write } from "./local.js";

const PREFIX = "result:";
const LIFE_MS = 30 * 60_000;
const MOST = 4;

/** {at, result} or null; `at` in ms since the epoch. */
export function readResult(search) {
  const saved = read(PREFIX + search.key);
  return saved && isFresh(saved) ? saved : null;
}

export function saveResult(search, result) {
  removeStale();
  const saved = { at: Date.now(), result };
  if (!write(PREFIX + search.key, saved)) {
    for (const key of keysWith(PREFIX)) remove(key);
    write(PREFIX + search.key, saved);
  }
}

export const removeResult = (search) => remove(PREFIX + search.key);

export function removeStale() {
  const all = keysWith(PREFIX).map((key) => ({ key, saved: read(key, { at: 0 }) }));
  all.sort((a, b) => b.saved.at - a.saved.at);
  for (const [n, { key, saved }] of all.entries()) if (n >= MOST - 1 || !isFresh(saved)) remove(key);
}

const isFresh = ({ at }) => Date.now() - at < LIFE_MS;
