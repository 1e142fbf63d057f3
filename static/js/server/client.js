// What the server is asked. Every failure is a Problem, named by its slug.

import { Problem } from "./problem.js";
import { ROOT } from "./root.js";

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

export const getMeta = async () => (await call("api/meta")).body;

export const startJob = async (job) => (await call("api/recommend", { method: "POST", job })).body;

/** `form`: the files of a member's export, and what to do with them. */
export const startImport = async (form) => (await call("api/import", { method: "POST", form })).body;

/** The finished result, or null while the job still runs. */
export async function getResult(requestId) {
  const { status, body } = await call(`api/result?request_id=${encodeURIComponent(requestId)}`);
  return status === 202 ? null : body;
}

export const cancelJob = (requestId) => call(`api/jobs/${encodeURIComponent(requestId)}`, { method: "DELETE" });

export function streamAddress(requestId, lastEventId) {
  const address = new URL("api/stream", ROOT);
  address.searchParams.set("request_id", requestId);
  if (lastEventId) address.searchParams.set("last_event_id", lastEventId);
  return address;
}

async function call(path, { method = "GET", job, form } = {}) {
  let answer;
  let body;
  try {
    answer = await fetch(new URL(path, ROOT), {
      method,
      headers: job && { "Content-Type": "application/json" },
      body: form ?? (job && JSON.stringify(job)),
      signal: AbortSignal.timeout(form ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
    });
    body = answer.status === 204 ? null : await answer.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem("internal");
    throw new Problem("offline", { detail: String(error) });
  }
  if (!answer.ok) throw Problem.of(body, answer.headers.get("Retry-After"));
  return { status: answer.status, body };
}
