// Retries of calls that failed with a passing problem. The results page fetches it with its first job.

import { onWake } from "../dom/wake.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** If the server asks for a longer wait, we give up. */
const LONGEST_ASKED_S = 60;
const TICK_MS = 1_000;

/**
 * Return the result of `ask()`. Passing problems are retried, others are thrown: `tries` calls that the server
 * answers, and `offlineTries` that do not reach it. The other `options` are those of `pause`.
 */
export const patiently = (ask, options = {}) => ask().catch((problem) => insist(ask, problem, options));

/** Do the same after a first try failed with `problem`. */
export async function insist(ask, problem, { tries = 4, offlineTries = tries, ...waiting }) {
  let failed = problem;
  const failures = { offline: 0, answered: 0 };
  for (;;) {
    const kind = failed.slug === "offline" ? "offline" : "answered";
    const most = kind === "answered" ? tries : navigator.onLine ? offlineTries : Infinity;
    failures[kind] += 1;
    if (!failed.isPassing || failed.retryAfterS > LONGEST_ASKED_S || failures[kind] >= most) throw failed;
    await pause(failed, failures.offline + failures.answered, waiting);
    try {
      return await ask();
    } catch (next) {
      failed = next;
    }
  }
}

/**
 * Wait as long as `problem` asks for; else a time that doubles with each of the `failures`, plus or minus a fifth,
 * or until the page wakes up. `onWait(problem, seconds)` gets the seconds left, once a second. `signal` ends the
 * waiting: its reason is thrown.
 */
export function pause(problem, failures, { onWait = () => {}, signal }) {
  const asked = problem.retryAfterS && Math.min(problem.retryAfterS, LONGEST_ASKED_S) * 1_000;
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
  const until = Date.now() + (asked ?? grown);
  return new Promise((resolve, reject) => {
    let timer = 0;
    const stop = (settle) => {
      clearTimeout(timer);
      stopWaking();
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => stop(() => reject(signal.reason));
    const look = () => {
      clearTimeout(timer);
      const left = until - Date.now();
      if (left <= 0) return stop(resolve);
      onWait(problem, Math.ceil(left / 1_000));
      timer = setTimeout(look, Math.min(left, TICK_MS));
    };
    const stopWaking = onWake(() => (asked ? look() : stop(resolve)));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    else look();
  });
}
