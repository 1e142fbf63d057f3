// Retries of calls that failed with a passing problem. The results page fetches it with its first job.

import { onWake } from "../dom/wake.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** If the server asks for a longer wait, we give up. */
const LONGEST_ASKED_S = 60;
const TICK_MS = 1_000;

/**
 * Return the result of `call()`. Passing problems are retried, others are thrown: `tries` calls that the server
 * answers, and `offlineTries` that do not reach it. The other `options` are those of `pause`.
 */
export const patiently = (call, options = {}) => call().catch((problem) => insist(call, problem, options));

/** Do the same after a first try failed with `problem`. */
export async function insist(call, problem, { tries = 4, offlineTries = tries, ...pauseOptions }) {
  let lastProblem = problem;
  const failures = { offline: 0, answered: 0 };
  for (;;) {
    const kind = lastProblem.slug === "offline" ? "offline" : "answered";
    const most = kind === "answered" ? tries : navigator.onLine ? offlineTries : Infinity;
    failures[kind] += 1;
    if (!lastProblem.isPassing || lastProblem.retryAfterS > LONGEST_ASKED_S || failures[kind] >= most)
      throw lastProblem;
    await pause(lastProblem, failures.offline + failures.answered, pauseOptions);
    try {
      return await call();
    } catch (nextProblem) {
      lastProblem = nextProblem;
    }
  }
}

/**
 * Wait as long as `problem` asks for; else a time that doubles with each of the `failures`, plus or minus a fifth,
 * or until the page wakes up. `onWait(problem, seconds)` gets the seconds left, once a second. `signal` ends the
 * waiting: its reason is thrown.
 */
export function pause(problem, failures, { onWait = () => {}, signal }) {
  const askedMs = problem.retryAfterS && Math.min(problem.retryAfterS, LONGEST_ASKED_S) * 1_000;
  const growingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
  const until = Date.now() + (askedMs ?? growingMs);
  return new Promise((resolve, reject) => {
    let timer = 0;
    const stop = (settle) => {
      clearTimeout(timer);
      stopWaking();
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => stop(() => reject(signal.reason));
    const tick = () => {
      clearTimeout(timer);
      const leftMs = until - Date.now();
      if (leftMs <= 0) return stop(resolve);
      onWait(problem, Math.ceil(leftMs / 1_000));
      timer = setTimeout(tick, Math.min(leftMs, TICK_MS));
    };
    const stopWaking = onWake(() => (askedMs ? tick() : stop(resolve)));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    else tick();
  });
}
