// Saving of finished results: the newest ones, and none that is stale. Fetched late.

import { read, remove, write } from "./local.js";
import { isFresh, PREFIX } from "./results.js";
import { keysWith } from "./stored-keys.js";

const MOST = 4;

export function saveResult(search, result) {
  removeStale();
  const saved = { at: Date.now(), result };
  if (write(PREFIX + search.key, saved)) return;
  for (const key of keysWith(PREFIX)) remove(key); // full
  write(PREFIX + search.key, saved);
}

function removeStale() {
  const all = keysWith(PREFIX).map((key) => ({ key, saved: read(key, { at: 0 }) }));
  all.sort((a, b) => b.saved.at - a.saved.at);
  for (const [index, { key, saved }] of all.entries()) if (index >= MOST - 1 || !isFresh(saved)) remove(key);
}
