// Requests to the server. Every failure is a Problem, named by its slug.

import { Problem } from "./problem.js";
import { ROOT } from "./root.js";

const TIMEOUT_MS = 20_000;
const timeout = () => AbortSignal.timeout(TIMEOUT_MS);

export const getMeta = async () => (await call("api/meta")).body;

export const startJob = async (fields) => (await call("api/recommend", { method: "POST", fields })).body;

/** Return the finished result; null while the job runs. */
export async function getResult(requestId) {
  const { status, body } = await call(`api/result?request_id=${encodeURIComponent(requestId)}`);
  return status === 202 ? null : body;
}

export const cancelJob = ({ requestId, cancelToken }) =>
  send(`api/jobs/${requestId}`, { method: "DELETE", headers: { "X-Cancel-Token": cancelToken }, signal: timeout() });

/** Return the bytes of the events after the last one seen; null if that was the end. */
export async function openStream(requestId, lastEventId, signal) {
  const query = new URLSearchParams({ request_id: requestId, ...(lastEventId && { last_event_id: lastEventId }) });
  return (await send(`api/stream?${query}`, { signal, cache: "no-store" })).body;
}

async function call(path, { method, fields } = {}) {
  const answer = await send(path, {
    method,
    headers: fields && { "Content-Type": "application/json" },
    body: fields && JSON.stringify(fields),
    signal: timeout(),
  });
  return { status: answer.status, body: await bodyOf(answer.json()) };
}

/** Return a body; a failure becomes a Problem. */
export const bodyOf = (reading) =>
  reading.catch((error) => {
    throw error instanceof SyntaxError ? new Problem("internal") : unreached(error);
  });

/** Return a successful answer; `options` as of `fetch`. */
export async function send(path, options) {
  const answer = await fetch(new URL(path, ROOT), options).catch((error) => Promise.reject(unreached(error)));
  if (answer.ok) return answer;
  throw Problem.of(await answer.json().catch(() => null), answer.status, answer.headers.get("Retry-After"));
}

/** Build the Problem of an unanswered call. After a timeout a retry hardly helps. */
const unreached = (error) =>
  new Problem("offline", { detail: String(error), isPassing: error.name !== "TimeoutError" });
