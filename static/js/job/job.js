// A job's life as this page sees it: taken up again or started, followed, cancelled, ended.

import { cancelJob, getResult, startJob } from "../server/client.js";
import { Problem } from "../server/problem.js";
import { readJob, removeJob, saveJob } from "../storage/jobs.js";
import { newRequestId } from "./request-id.js";
import { JobStream } from "./stream.js";

const RESULT_RETRY_MS = 2_000;

export class Job {
  #search;
  #handlers;
  #stream = null;
  #requestId = null;
  #fields;
  #isOver = false;

  /**
   * `handlers`: running(startedAt), then the events log, status, recommendation, retracted, lost and back,
   * and one end: finished(result), cancelled() or failed(problem). `fields` go with a job that is started.
   */
  constructor(search, handlers, fields = {}) {
    this.#search = search;
    this.#fields = fields;
    this.#handlers = handlers;
  }

  async connect() {
    try {
      if (!(await this.#resume())) await this.#start();
    } catch (problem) {
      this.#fail(problem);
    }
  }

  disconnect() {
    this.#isOver = true;
    this.#stream?.disconnect();
  }

  /** Throws a Problem when the server cannot be told. */
  async cancel() {
    await cancelJob(this.#requestId);
    this.#end("cancelled");
  }

  /** Go on with the job this tab knows; false when there is none worth going on with. */
  async #resume() {
    const { jobId } = this.#search;
    const known = jobId ? { requestId: jobId, startedAt: Date.now() } : readJob(this.#search);
    if (!known) return false;
    try {
      const result = await getResult(known.requestId);
      if (result) this.#handlers.finished(result);
      else this.#follow(known);
      return true;
    } catch (problem) {
      if (jobId || problem.slug === "offline") throw problem;
      // An unknown id may never have arrived: sending it once more is safe. What failed or was cancelled starts anew.
      if (problem.slug !== "job-unknown") removeJob(this.#search);
      return false;
    }
  }

  async #start() {
    const { members, country, filters } = this.#search;
    const isBlend = members.length > 1;
    const subject = isBlend
      ? { usernames: members, ...filters, watchlist: undefined }
      : { username: members[0], watchlist: "mark", ...filters };
    const requestId = readJob(this.#search)?.requestId ?? newRequestId();
    const job = { requestId, startedAt: Date.now() };
    saveJob(this.#search, job);
    await startJob({ ...subject, country, request_id: requestId, ...this.#fields });
    this.#follow(job);
  }

  #follow({ requestId, startedAt }) {
    this.#requestId = requestId;
    this.#handlers.running(startedAt);
    this.#stream = new JobStream(requestId, { ...this.#handlers, complete: (end) => this.#complete(end) });
    this.#stream.connect();
  }

  #complete({ outcome, problem }) {
    if (outcome === "succeeded") this.#deliver();
    else if (outcome === "cancelled") this.#end("cancelled");
    else this.#fail(Problem.of(problem));
  }

  async #deliver() {
    while (!this.#isOver) {
      try {
        const result = await getResult(this.#requestId);
        if (result) return this.#handlers.finished(result);
      } catch (problem) {
        if (problem.slug !== "offline") return this.#fail(problem);
        this.#handlers.lost();
      }
      await new Promise((resolve) => setTimeout(resolve, RESULT_RETRY_MS));
    }
  }

  #end(how, ...details) {
    if (this.#isOver) return;
    this.disconnect();
    removeJob(this.#search);
    this.#handlers[how](...details);
  }

  #fail(problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.slug === "offline") this.#handlers.failed(problem);
    else this.#end("failed", problem);
  }
}
