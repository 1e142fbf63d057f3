// The running job of this tab, so that a reload goes on with it instead of starting another.

const PREFIX = "next-film:job:";

/** {requestId, startedAt} of this place, or null. `startedAt` in ms since the epoch. */
export function recallJob(place) {
  try {
    return JSON.parse(sessionStorage.getItem(key(place)));
  } catch {
    return null;
  }
}

export function rememberJob(place, job) {
  try {
    sessionStorage.setItem(key(place), JSON.stringify(job));
  } catch {
    // Storage may be refused; a reload then starts anew.
  }
}

export function forgetJob(place) {
  try {
    sessionStorage.removeItem(key(place));
  } catch {
    // Nothing was stored then.
  }
}

/** Ours to choose, so that a request sent twice starts one job. Works on plain http too, where randomUUID is not. */
export function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const key = (place) => PREFIX + place.key;
