// The ids of films that the newest searches found, so that the same search tells on another day which are new.

import { read, remove, write } from "./local.js";
import { keysWith } from "./stored-keys.js";

const PREFIX = "found:";
const MOST_SEARCHES = 12;
const MOST_FILMS = 1_000;

/** Save the films that `search` found; they replace those found earlier on the same day. */
export function noteFilmsFound(search, films, now = Date.now()) {
  const key = PREFIX + search.key;
  const { last, before } = read(key, {});
  const ids = films.slice(0, MOST_FILMS).map(({ tmdb_id: id }) => id);
  const isSameDay = last && dayOf(last.at) === dayOf(now);
  write(key, { last: { at: now, ids }, before: isSameDay ? before : last });
  removeOldest();
}

/** Return {at, ids (a set)} of an earlier day's films, or null; `at` in ms since the epoch. */
export function filmsFoundBefore(search) {
  const { before } = read(PREFIX + search.key, {});
  return before ? { at: before.at, ids: new Set(before.ids) } : null;
}

const dayOf = (at) => new Date(at).toDateString();

function removeOldest() {
  const keys = keysWith(PREFIX).sort((a, b) => newest(b) - newest(a));
  for (const key of keys.slice(MOST_SEARCHES)) remove(key);
}

const newest = (key) => read(key, {}).last?.at ?? 0;
