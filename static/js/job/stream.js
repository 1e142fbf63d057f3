// The live events of a job. After a lost connection it reconnects, and goes on after the last event.

import { onWake } from "../dom/wake.js";
import { openStream } from "../server/client.js";
import { Problem } from "../server/problem.js";
import { readEvents } from "./event-reader.js";

/** The server sends something at least every 15 s: a connection that is silent for longer is dead. */
const SILENCE_MS = 20_000;
const PLAIN_PAUSE_MS = 2_000;

const fetchPatience = () => import("../server/patience.js");
const plainPause = () => new Promise((resolve) => setTimeout(resolve, PLAIN_PAUSE_MS));

export class JobStream {
  #requestId;
  #handlers;
  #lastEventId = "";
  #following = new AbortController();
  #connection = new AbortController();
  #heardAt = 0;
  #failures = 0;
  #stopWaking = null;

  /**
   * `handlers`: one function per event name; waiting(problem, seconds) while the connection is lost, and back();
   * one end: complete({outcome, problem?}) or refused(problem).
   */
  constructor(requestId, handlers) {
    this.#requestId = requestId;
    this.#handlers = handlers;
  }

  connect() {
    addEventListener("offline", this.#drop);
    addEventListener("pagehide", this.#pause);
    this.#stopWaking = onWake(this.#wake);
    this.#follow();
    fetchPatience().catch(() => {}); // for when the connection is lost
  }

  disconnect() {
    removeEventListener("offline", this.#drop);
    removeEventListener("pagehide", this.#pause);
    this.#stopWaking?.();
    this.#pause();
  }

  /** Connect again and again, until the end or a pause. */
  async #follow() {
    this.#following = new AbortController();
    const { signal } = this.#following;
    for (;;) {
      const problem = await this.#listen();
      if (signal.aborted) return;
      if (!problem.isPassing) return this.#end("refused", problem);
      this.#failures += 1;
      const { pause } = await fetchPatience().catch(() => ({ pause: plainPause }));
      await pause(problem, this.#failures, { onWait: this.#handlers.waiting, signal }).catch(() => {});
      if (signal.aborted) return;
    }
  }

  /** Read one connection; return the Problem that ends it. */
  async #listen() {
    const connection = new AbortController();
    this.#connection = connection;
    let silence = 0;
    const heard = () => {
      this.#heardAt = Date.now();
      clearTimeout(silence);
      silence = setTimeout(() => connection.abort(), SILENCE_MS);
    };
    try {
      heard();
      const bytes = await openStream(this.#requestId, this.#lastEventId, connection.signal);
      if (this.#failures > 0) this.#handlers.back();
      this.#failures = 0;
      if (bytes) await readEvents(bytes, (event) => connection.signal.aborted || this.#receive(event), heard);
      else this.#end("complete", { outcome: "succeeded" }); // seen before
      return new Problem("offline", { isPassing: true });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return problem;
    } finally {
      clearTimeout(silence);
      connection.abort();
    }
  }

  #receive({ id, name, data }) {
    this.#lastEventId = id;
    if (name === "complete") this.#end(name, JSON.parse(data));
    else this.#handlers[name](JSON.parse(data));
  }

  #end(ending, details) {
    this.disconnect();
    this.#handlers[ending](details);
  }

  /** Reconnect after silence: a dead connection may look alive for a minute. */
  #wake = () => {
    const isSilent = !this.#connection.signal.aborted && Date.now() - this.#heardAt > SILENCE_MS;
    if (!isSilent && !this.#following.signal.aborted) return;
    this.#pause();
    this.#follow();
  };

  #drop = () => this.#connection.abort();

  #pause = () => {
    this.#following.abort();
    this.#connection.abort();
  };
}
