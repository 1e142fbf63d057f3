// The running job of this tab, which a reload follows instead of starting another.

import { inTab, read, remove, write } from "./local.js";

const PREFIX = "job:";

/** Return {requestId, startedAt (ms), cancelToken}, or null. Not accepted yet: no token. */
export const readJob = (search) => read(PREFIX + search.key, null, inTab);

/** Save the job; if that fails, a reload starts another. */
export const saveJob = (search, job) => write(PREFIX + search.key, job, inTab);

export const removeJob = (search) => remove(PREFIX + search.key, inTab);
