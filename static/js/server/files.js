// Files to the server, and from it.

import { bodyOf, send } from "./client.js";

const TIMEOUT_MS = 120_000;

/** `form`: the files of a member's export, and what to do with them. */
export const startImport = async (form) => bodyOf((await post(form)).json());

const post = (form) => send("api/import", { method: "POST", body: form, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** The result as a file: `kind` is "csv", "xlsx" or "json". */
export const getFile = async (requestId, kind) =>
  bodyOf((await send(`api/result.${kind}?request_id=${encodeURIComponent(requestId)}`)).blob());
