// A job's life as this page sees it: taken up again or started, followed, cancelled, ended.

import { cancelJob, getResult, Problem, startJob } from "../api/client.js";
import { forgetJob, newRequestId, recallJob, rememberJob } from "../storage/jobs.js";
import { JobStream } from "./stream.js";

const RESULT_RETRY_MS = 2_000;

export class Job {
  #place;
  #handlers;
  #stream = null;
  #requestId = null;
  #fields;
  #isOver = false;

  /**
   * `handlers`: running(startedAt), then the events log, status, recommendation, retracted, lost and back,
   * and one end: finished(result), cancelled() or failed(problem). `fields` go with a job that is started.
   */
  constructor(place, handlers, fields = {}) {
    this.#place = place;
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
    const { jobId } = this.#place;
    const known = jobId ? { requestId: jobId, startedAt: Date.now() } : recallJob(this.#place);
    if (!known) return false;
    try {
      const result = await getResult(known.requestId);
      if (result) this.#handlers.finished(result);
      else this.#follow(known);
      return true;
    } catch (problem) {
      if (jobId || problem.slug === "offline") throw problem;
      // An unknown id may never have arrived: sending it once more is safe. What failed or was cancelled starts anew.
      if (problem.slug !== "job-unknown") forgetJob(this.#place);
      return false;
    }
  }

  async #start() {
    const { members, country, dials } = this.#place;
    const isBlend = members.length > 1;
    const whose = isBlend
      ? { usernames: members, ...dials, watchlist: undefined }
      : { username: members[0], watchlist: "mark", ...dials };
    const requestId = recallJob(this.#place)?.requestId ?? newRequestId();
    const job = { requestId, startedAt: Date.now() };
    rememberJob(this.#place, job);
    await startJob({ ...whose, country, request_id: requestId, ...this.#fields });
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
    forgetJob(this.#place);
    this.#handlers[how](...details);
  }

  #fail(problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.slug === "offline") this.#handlers.failed(problem);
    else this.#end("failed", problem);
  }
}
