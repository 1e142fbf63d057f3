// Which films a search found, so that the same search tells another day which are new. Ids only, of so many searches.

import { keysWith, read, remove, write } from "./local.js";

const PREFIX = "found:";
const MOST_SEARCHES = 12;
const MOST_FILMS = 1_000;

/** Keep what `search` has found. What it found earlier on the same day is no news, and is forgotten. */
export function noteFilmsFound(search, films, now = Date.now()) {
  const key = PREFIX + search.key;
  const { last, before } = read(key, {});
  const ids = films.slice(0, MOST_FILMS).map(({ tmdb_id: id }) => id);
  const isSameDay = last && dayOf(last.at) === dayOf(now);
  write(key, { last: { at: now, ids }, before: isSameDay ? before : last });
  removeOldest();
}

/** {at, ids (a set)} of what was found on an earlier day, or null; `at` in ms since the epoch. */
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
