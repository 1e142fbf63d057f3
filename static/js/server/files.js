// Uploads and downloads of files.

import { bodyOf, send } from "./client.js";

const TIMEOUT_MS = 120_000;

/** Send an export; `form` holds its files and the request's fields. */
export const startImport = async (form) => bodyOf((await post(form)).json());

const post = (form) => send("api/import", { method: "POST", body: form, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** Return the result as a file; `kind`: "csv", "xlsx", "json". */
export const getFile = async (requestId, kind) =>
  bodyOf((await send(`api/result.${kind}?request_id=${encodeURIComponent(requestId)}`)).blob());
