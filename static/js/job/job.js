// A job as this page sees it: resumed or started, followed, cancelled, ended.

import { language } from "../i18n/messages.js";
import { cancelJob, getResult, startJob } from "../server/client.js";
import { Problem } from "../server/problem.js";
import { readJob, removeJob, saveJob } from "../storage/jobs.js";
import { newRequestId } from "./request-id.js";
import { JobStream } from "./stream.js";

/** The most requests for a finished result, while the server can be reached. */
const DELIVERY_TRIES = 8;
const PASSING = { isPassing: true };

export class Job {
  #search;
  #handlers;
  #stream = null;
  #knownJob = {};
  #fields;
  #life = new AbortController();

  /**
   * `handlers`: running(startedAt), which is awaited; then one per event: log, status, recommendation, retracted;
   * lost(), or waiting(seconds) if the server refuses for now, and back(); and one end: cancelled(), failed(problem)
   * or finished(result), null if the events told all but the server has no result. `fields` are added to a new job.
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
    this.#life.abort();
    this.#stream?.disconnect();
  }

  /** Cancel the job, or only leave it if it is another person's. Throws the Problem of a failed call. */
  async cancel() {
    try {
      if (this.#knownJob.cancelToken) await cancelJob(this.#knownJob);
    } catch (problem) {
      if (problem.slug !== "job-unknown") throw problem;
    }
    this.#end("cancelled");
  }

  /** Follow the known job; return false if a new one must be started. */
  async #resume() {
    const { jobId } = this.#search;
    const job = readJob(this.#search) ?? (jobId && { requestId: jobId, startedAt: Date.now(), cancelToken: "" });
    if (job?.cancelToken === undefined) return false;
    this.#knownJob = job;
    try {
      const result = await this.#patiently(() => getResult(job.requestId));
      if (result) this.#finish(result);
      else this.#follow(job);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.slug === "result-expired") this.#followForgotten(job);
      else if (jobId || problem.isPassing) throw problem;
      else {
        // An unknown id may not have arrived, and is sent again. After a failure or a cancellation we take a new id.
        if (problem.slug !== "job-unknown") removeJob(this.#search);
        return false;
      }
    }
    return true;
  }

  async #start() {
    const { members, country, filters } = this.#search;
    const isBlend = members.length > 1;
    const subject = isBlend
      ? { usernames: members, ...filters, watchlist: undefined }
      : { username: members[0], watchlist: "mark", ...filters };
    const job = { requestId: readJob(this.#search)?.requestId ?? newRequestId(), startedAt: Date.now() };
    saveJob(this.#search, job);
    const body = { ...subject, country, language: language(), request_id: job.requestId, ...this.#fields };
    const answer = await this.#patiently(() => startJob(body));
    const accepted = { ...job, requestId: answer.request_id, cancelToken: answer.cancel_token ?? "" };
    this.#knownJob = accepted;
    if (this.#life.signal.aborted) return void this.cancel().catch(() => {}); // it was left meanwhile
    saveJob(this.#search, accepted);
    this.#follow(accepted);
  }

  /** Follow the events of an expired result, if they are kept. */
  #followForgotten(job) {
    this.#follow(job, () => {
      removeJob(this.#search);
      if (this.#search.jobId) this.#fail(new Problem("result-expired"));
      else this.#start().catch((problem) => this.#fail(problem));
    });
  }

  async #follow({ requestId, startedAt }, onUnknown = () => this.#fail(new Problem("job-lost"))) {
    if (this.#life.signal.aborted) return;
    await this.#handlers.running(startedAt);
    if (this.#life.signal.aborted) return;
    this.#stream = new JobStream(requestId, {
      ...this.#handlers,
      waiting: this.#waiting,
      complete: (end) => this.#complete(end),
      refused: (problem) => (problem.slug === "job-unknown" ? onUnknown() : this.#fail(problem)),
    });
    this.#stream.connect();
  }

  #complete({ outcome, problem }) {
    if (outcome === "succeeded") this.#deliver();
    else if (outcome === "cancelled") this.#end("cancelled");
    else this.#fail(Problem.of(problem));
  }

  async #deliver() {
    const get = async () =>
      (await getResult(this.#knownJob.requestId)) ?? Promise.reject(new Problem("early", PASSING));
    try {
      this.#finish(await this.#patiently(get, { tries: DELIVERY_TRIES, offlineTries: Infinity }));
    } catch (problem) {
      if (problem.slug === "job-cancelled") this.#end("cancelled");
      else if (problem instanceof Problem) this.#finish(null);
      else this.#fail(problem);
    }
  }

  async #patiently(call, limits) {
    try {
      return await call();
    } catch (problem) {
      if (!problem.isPassing) throw problem;
      const { insist } = await import("../server/patience.js").catch(() => Promise.reject(problem));
      return insist(call, problem, { ...limits, onWait: this.#waiting, signal: this.#life.signal });
    }
  }

  #waiting = ({ slug }, seconds) => (slug === "offline" ? this.#handlers.lost() : this.#handlers.waiting(seconds));

  #finish(result) {
    if (this.#life.signal.aborted) return;
    this.disconnect();
    this.#handlers.finished(result);
  }

  #end(outcome, ...details) {
    if (this.#life.signal.aborted) return;
    this.disconnect();
    removeJob(this.#search);
    this.#handlers[outcome](...details);
  }

  /** End with `problem`; a job that may still run stays known, for a retry. */
  #fail(problem) {
    if (this.#life.signal.aborted) return;
    if (!(problem instanceof Problem)) throw problem;
    if (problem.slug !== "offline" && !problem.isPassing) return this.#end("failed", problem);
    this.disconnect();
    this.#handlers.failed(problem);
  }
}
