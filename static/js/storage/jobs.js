// The running job of this tab, so that a reload goes on with it instead of starting another.

const PREFIX = "next-film:job:";

/** {requestId, startedAt (ms), cancelToken} of this search, or null. Not accepted yet: no token. */
export function readJob(search) {
  try {
    return JSON.parse(sessionStorage.getItem(key(search)));
  } catch {
    return null;
  }
}

export function saveJob(search, job) {
  try {
    sessionStorage.setItem(key(search), JSON.stringify(job));
  } catch {
    // Storage may be refused; a reload then starts anew.
  }
}

export function removeJob(search) {
  try {
    sessionStorage.removeItem(key(search));
  } catch {
    // Nothing was stored then.
  }
}

const key = (search) => PREFIX + search.key;
