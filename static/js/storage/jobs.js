// The running job of this tab, so that a reload goes on with it instead of starting another.

import { inTab, read, remove, write } from "./local.js";

const PREFIX = "job:";

/** {requestId, startedAt (ms), cancelToken} of this search, or null. Not accepted yet: no token. */
export const readJob = (search) => read(PREFIX + search.key, null, inTab);

/** Where it cannot be kept, a reload starts anew. */
export const saveJob = (search, job) => write(PREFIX + search.key, job, inTab);

export const removeJob = (search) => remove(PREFIX + search.key, inTab);
