// The storage of this browser, with a prefix of our own: other sites may be at the same origin, behind other paths.
// Storage may be refused or full: then nothing is saved, and nothing breaks.

export const OURS = "next-film:";

/** The storages, as functions: to name one throws where it is refused. */
const inBrowser = () => localStorage;
export const inTab = () => sessionStorage;

export function read(key, fallback = null, getStorage = inBrowser) {
  try {
    return JSON.parse(getStorage().getItem(OURS + key)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Save `value`; return false if that fails. */
export function write(key, value, getStorage = inBrowser) {
  try {
    getStorage().setItem(OURS + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function remove(key, getStorage = inBrowser) {
  try {
    getStorage().removeItem(OURS + key);
  } catch {
    // Nothing was stored then.
  }
}
