// Work spread over frames, so that it never blocks the page. The number of parts in a frame follows from the time
// that the last ones took, with style, layout and paint.

/** The longest time of a frame. */
const FRAME_MS = 30;
/** The most parts: the next may take longer. */
const MOST = 8;

export class FrameWork {
  #due;
  #most = 1;
  #isPlanned = false;
  #whenDone = [];

  /** `due()` returns the functions to call now, in order. */
  constructor(due) {
    this.#due = due;
  }

  /** Begin; resolves when nothing is due. */
  soon() {
    const done = new Promise((resolve) => this.#whenDone.push(resolve));
    this.#plan();
    return done;
  }

  #plan() {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    inFrame(() => this.#doSome());
  }

  #doSome() {
    const began = performance.now();
    const parts = this.#due().slice(0, document.hidden ? undefined : this.#most);
    afterFrame(() => {
      if (parts.length) this.#learn(parts.length, performance.now() - began);
      this.#isPlanned = false;
      if (this.#due().length) this.#plan();
      else for (const resolve of this.#whenDone.splice(0)) resolve();
    });
    for (const part of parts) part();
  }

  #learn(count, tookMs) {
    this.#most = Math.min(Math.max(Math.round((count * FRAME_MS) / tookMs), 1), MOST);
  }
}

/** Wait until the changes are drawn. */
export const drawn = () => new Promise((resolve) => inFrame(() => afterFrame(resolve)));

/** Call `act` in the next frame, or soon while the page is hidden: then there are no frames. */
function inFrame(act) {
  if (document.hidden) return afterFrame(act);
  const again = () => {
    cancelAnimationFrame(frame);
    inFrame(act); // not now: a page being left loads nothing
  };
  const frame = requestAnimationFrame(() => {
    document.removeEventListener("visibilitychange", again);
    act();
  });
  document.addEventListener("visibilitychange", again, { once: true });
}

/** Call `then` after the current frame. */
function afterFrame(then) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => [port1.close(), then()];
  port2.postMessage(null);
}
