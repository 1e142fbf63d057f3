// The list follows what a person says of films: a search that knows of it runs quietly, by the same rule as any new
// search, and its result takes the place of what is shown. One at a time, once nothing more has been said for a while.

import { onWake } from "../dom/wake.js";
import { Job } from "../job/job.js";
import { newRequestId } from "../job/request-id.js";
import { Problem } from "../server/problem.js";
import { removeJob } from "../storage/jobs.js";
import { read, remove, write } from "../storage/local.js";

const PAUSE_MS = 4_000;
/** A search that failed in passing, after all its own tries, is started again after this. */
const AGAIN_MS = 60_000;
/** Which search has yet to follow what was said: a page that is left too early goes on with it. */
const OWED = "to-follow";

const ignored = Object.fromEntries(
  ["log", "status", "recommendation", "retracted", "lost", "waiting", "back", "cancelled"].map((name) => [
    name,
    () => {},
  ]),
);

export class QuietSearch {
  #search;
  #feedback;
  #onResult;
  #followed; // what had been said when the search began whose films are shown
  #asked = null; // the same of the search under way
  #job = null;
  #isReady = false;
  #isBusy = false; // a search is being cancelled, or is not yet accepted: what comes next waits for that
  #timer = 0;

  /** `onResult(result)`: it is to be shown. */
  constructor(search, feedback, onResult) {
    this.#search = search;
    this.#feedback = feedback;
    this.#onResult = onResult;
    this.#followed = read(OWED) === search.key ? null : this.#said();
  }

  connect() {
    this.#feedback.addEventListener("change", () => this.#wait(PAUSE_MS));
    onWake(() => this.#isReady && this.#job === null && this.#wait(PAUSE_MS));
  }

  /** The films of a search are all shown. */
  ready() {
    this.#isReady = true;
    this.#wait(PAUSE_MS);
  }

  /** Another search begins, which knows all that was said. */
  restart() {
    this.#isReady = false;
    this.#followed = this.#said();
    remove(OWED);
    clearTimeout(this.#timer);
    this.#cancel();
    this.#isBusy = false; // what is not yet accepted is cancelled once it is
  }

  #wait(pauseMs) {
    clearTimeout(this.#timer);
    const isOwed = this.#said() !== this.#followed;
    if (isOwed) write(OWED, this.#search.key);
    if (isOwed || this.#job) this.#timer = setTimeout(() => this.#follow(), pauseMs);
  }

  /** What a film is put aside for changes nothing in the others, unless it was seen. */
  #said() {
    const seen = this.#feedback.all.filter(({ feedback }) => feedback !== "no");
    return JSON.stringify(seen.map(({ id, feedback }) => [id, feedback]).sort());
  }

  async #follow() {
    if (!this.#isReady || this.#isBusy || (this.#job && this.#said() === this.#asked)) return;
    this.#isBusy = true;
    await this.#cancel();
    this.#isBusy = false;
    if (this.#isReady && this.#said() !== this.#followed) this.#start();
    else remove(OWED);
  }

  #start() {
    this.#isBusy = true;
    this.#asked = this.#said();
    const search = { ...this.#search, key: `${this.#search.key}:${newRequestId()}` };
    const handlers = {
      ...ignored,
      running: () => this.#accepted(),
      finished: (result) => this.#ended(search, () => this.#finished(result)),
      failed: (problem) => this.#ended(search, () => this.#failed(problem)),
    };
    this.#job = new Job(search, handlers, this.#feedback.toRequestFields());
    this.#job.connect();
  }

  #accepted() {
    this.#isBusy = false;
    if (this.#said() !== this.#asked) this.#wait(PAUSE_MS);
  }

  #ended(search, then) {
    removeJob(search);
    this.#job = null;
    this.#isBusy = false;
    then();
  }

  #failed({ slug, isPassing }) {
    if (isPassing || slug === "offline") this.#wait(AGAIN_MS);
  }

  /** No result: the server kept none, so it is asked for once more. */
  #finished(result) {
    if (!result) return this.#wait(AGAIN_MS);
    if (!this.#isReady || this.#said() !== this.#asked) return this.#wait(PAUSE_MS);
    this.#followed = this.#asked;
    remove(OWED);
    removeJob(this.#search); // a page that is opened again shows this one
    this.#onResult(result);
  }

  /** One that cannot be told of it ends by itself, as nobody watches it. */
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
