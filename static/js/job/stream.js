// The live events of a job. A lost connection is taken up again after the last event seen, by itself.

import { getResult, streamAddress } from "../server/client.js";
import { Problem } from "../server/problem.js";

const EVENTS = ["log", "status", "recommendation", "retracted", "complete"];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** The server sends something at least every 15 s, but comments do not reach us: ask after a long silence. */
const SILENCE_MS = 60_000;
const UNREACHED = Symbol("unreached");

export class JobStream {
  #requestId;
  #handlers;
  #source = null;
  #lastEventId = "";
  #attempts = 0;
  #isConnected = false;
  #isAsking = false;
  #retryTimer = 0;
  #silenceTimer = 0;

  /** `handlers`: one function per event name, and lost(), back(). complete({outcome, problem?}) comes once. */
  constructor(requestId, handlers) {
    this.#requestId = requestId;
    this.#handlers = handlers;
  }

  connect() {
    this.#isConnected = true;
    addEventListener("online", this.#retryNow);
    addEventListener("offline", this.#wentOffline);
    addEventListener("pagehide", this.#pause);
    addEventListener("pageshow", this.#resume);
    this.#open();
  }

  disconnect() {
    this.#isConnected = false;
    removeEventListener("online", this.#retryNow);
    removeEventListener("offline", this.#wentOffline);
    removeEventListener("pagehide", this.#pause);
    removeEventListener("pageshow", this.#resume);
    this.#close();
  }

  #open() {
    this.#close();
    this.#source = new EventSource(streamAddress(this.#requestId, this.#lastEventId));
    for (const name of EVENTS) this.#source.addEventListener(name, (event) => this.#receive(name, event));
    this.#source.addEventListener("open", () => this.#opened());
    // Its own way of reconnecting gives up on error statuses, and cannot say why; ours asks for the result first.
    this.#source.addEventListener("error", () => this.#lost());
    this.#listenForSilence();
  }

  #close() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = null;
  }

  #opened() {
    if (this.#attempts > 0) this.#handlers.back();
    this.#attempts = 0;
  }

  #receive(name, event) {
    this.#lastEventId = event.lastEventId;
    this.#listenForSilence();
    const data = JSON.parse(event.data);
    if (name === "complete") this.#end(data);
    else this.#handlers[name](data);
  }

  #end(data) {
    this.disconnect();
    this.#handlers.complete(data);
  }

  #lost() {
    this.#close();
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempts) * (0.8 + 0.4 * Math.random());
    this.#attempts += 1;
    this.#handlers.lost();
    this.#retryTimer = setTimeout(() => this.#retry(), wait);
  }

  async #retry() {
    this.#isAsking = true;
    const outcome = await this.#askForResult();
    this.#isAsking = false;
    if (!this.#isConnected) return;
    if (outcome === UNREACHED) this.#lost();
    else if (outcome) this.#end(outcome);
    else this.#open();
  }

  /** The end that the stream would have told, null when the stream must say, or UNREACHED. */
  async #askForResult() {
    try {
      return (await getResult(this.#requestId)) && { outcome: "succeeded" };
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.slug === "offline") return UNREACHED;
      if (problem.slug === "job-cancelled") return { outcome: "cancelled" };
      if (problem.slug === "job-unknown") return { outcome: "failed", problem: { type: "urn:problem:job-unknown" } };
      return null;
    }
  }

  #listenForSilence() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#open(), SILENCE_MS);
  }

  #retryNow = () => {
    if (this.#source || this.#isAsking) return;
    clearTimeout(this.#retryTimer);
    this.#retry();
  };

  /** A connection that is gone may look alive for a minute. */
  #wentOffline = () => this.#source && this.#lost();

  #pause = () => this.#close();

  #resume = (event) => {
    if (event.persisted) this.#open();
  };
}
