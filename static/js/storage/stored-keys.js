// The keys of what this browser stores for us: to find some, or to remove all.

import { OURS } from "./local.js";

export function keysWith(prefix) {
  try {
    return ownKeys(localStorage)
      .map((key) => key.slice(OURS.length))
      .filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Remove all, also this tab's jobs. */
export function forgetAll() {
  try {
    for (const storage of [localStorage, sessionStorage]) for (const key of ownKeys(storage)) storage.removeItem(key);
  } catch {
    // Refused: nothing is stored.
  }
}

const ownKeys = (storage) => Object.keys(storage).filter((key) => key.startsWith(OURS));
