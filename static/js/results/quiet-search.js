// Quiet searches: when a person has given feedback, and no more for a while, the same search runs again with it, as
// any new search would, and its result replaces the films shown. One runs at a time.

import { onWake } from "../dom/wake.js";
import { Job } from "../job/job.js";
import { newRequestId } from "../job/request-id.js";
import { Problem } from "../server/problem.js";
import { removeJob } from "../storage/jobs.js";
import { read, remove, write } from "../storage/local.js";

const PAUSE_MS = 4_000;
/** The pause before another search, after one failed in passing, or had no result. */
const RETRY_MS = 60_000;
/** The storage key of the search still to run: a page left too early runs it when opened again. */
const PENDING = "to-follow";

const ignoringHandlers = Object.fromEntries(
  ["log", "status", "recommendation", "retracted", "lost", "waiting", "back", "cancelled"].map((name) => [
    name,
    () => {},
  ]),
);

export class QuietSearch {
  #search;
  #feedback;
  #onResult;
  #shownKey; // the feedback at the start of the search whose films are shown
  #runningKey = null; // the same of the search that runs
  #job = null;
  #isReady = false;
  #isBusy = false; // a search is being cancelled, or is not yet accepted: the next one waits
  #timer = 0;

  /** `onResult(result)` shows a result. */
  constructor(search, feedback, onResult) {
    this.#search = search;
    this.#feedback = feedback;
    this.#onResult = onResult;
    this.#shownKey = read(PENDING) === search.key ? null : this.#feedbackKey();
  }

  connect() {
    this.#feedback.addEventListener("change", () => this.#wait(PAUSE_MS));
    onWake(() => this.#isReady && this.#job === null && this.#wait(PAUSE_MS));
  }

  /** Note that all films of a search are shown. */
  ready() {
    this.#isReady = true;
    this.#wait(PAUSE_MS);
  }

  /** Note that another search begins, with all feedback. */
  restart() {
    this.#isReady = false;
    this.#shownKey = this.#feedbackKey();
    remove(PENDING);
    clearTimeout(this.#timer);
    this.#cancel();
    this.#isBusy = false; // a job not yet accepted is cancelled once it is
  }

  #wait(pauseMs) {
    clearTimeout(this.#timer);
    const isPending = this.#feedbackKey() !== this.#shownKey;
    if (isPending) write(PENDING, this.#search.key);
    if (isPending || this.#job) this.#timer = setTimeout(() => this.#searchAgain(), pauseMs);
  }

  /** Return as text the feedback that changes other films: all but "not interested". */
  #feedbackKey() {
    const relevant = this.#feedback.all.filter(({ feedback }) => feedback !== "no");
    return JSON.stringify(relevant.map(({ id, feedback }) => [id, feedback]).sort());
  }

  async #searchAgain() {
    if (!this.#isReady || this.#isBusy || (this.#job && this.#feedbackKey() === this.#runningKey)) return;
    this.#isBusy = true;
    await this.#cancel();
    this.#isBusy = false;
    if (this.#isReady && this.#feedbackKey() !== this.#shownKey) this.#start();
    else remove(PENDING);
  }

  #start() {
    this.#isBusy = true;
    this.#runningKey = this.#feedbackKey();
    const search = { ...this.#search, key: `${this.#search.key}:${newRequestId()}` };
    const handlers = {
      ...ignoringHandlers,
      running: () => this.#accepted(),
      finished: (result) => this.#ended(search, () => this.#finished(result)),
      failed: (problem) => this.#ended(search, () => this.#failed(problem)),
    };
    this.#job = new Job(search, handlers, this.#feedback.toRequestFields());
    this.#job.connect();
  }

  #accepted() {
    this.#isBusy = false;
    if (this.#feedbackKey() !== this.#runningKey) this.#wait(PAUSE_MS);
  }

  #ended(search, react) {
    removeJob(search);
    this.#job = null;
    this.#isBusy = false;
    react();
  }

  #failed({ slug, isPassing }) {
    if (isPassing || slug === "offline") this.#wait(RETRY_MS);
  }

  /** Show the result. If the server kept none, search again. */
  #finished(result) {
    if (!result) return this.#wait(RETRY_MS);
    if (!this.#isReady || this.#feedbackKey() !== this.#runningKey) return this.#wait(PAUSE_MS);
    this.#shownKey = this.#runningKey;
    remove(PENDING);
    removeJob(this.#search); // a page that is opened again shows this
    this.#onResult(result);
  }

  /** Cancel the job. If that fails, it ends by itself, as nobody watches it. */
  async #cancel() {
    const job = this.#job;
    this.#job = null;
    try {
      await job?.cancel();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      job.disconnect();
    }
  }
}
