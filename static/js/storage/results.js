// Finished results, kept in this browser for half an hour, so that coming back costs nothing.

import { keysWith, read, remove, write } from "./local.js";

const PREFIX = "result:";
const LIFE_MS = 30 * 60_000;
const MOST = 4;

/** {at, result} or null; `at` in ms since the epoch. */
export function recallResult(place) {
  const kept = read(PREFIX + place.key);
  return kept && isFresh(kept) ? kept : null;
}

export function keepResult(place, result) {
  forgetStale();
  const kept = { at: Date.now(), result };
  if (!write(PREFIX + place.key, kept)) {
    for (const key of keysWith(PREFIX)) remove(key);
    write(PREFIX + place.key, kept);
  }
}

export const forgetResult = (place) => remove(PREFIX + place.key);

export function forgetStale() {
  const all = keysWith(PREFIX).map((key) => ({ key, kept: read(key, { at: 0 }) }));
  all.sort((a, b) => b.kept.at - a.kept.at);
  for (const [n, { key, kept }] of all.entries()) if (n >= MOST - 1 || !isFresh(kept)) remove(key);
}

const isFresh = ({ at }) => Date.now() - at < LIFE_MS;
