// Work cut into frames, so a lot of it never holds up the page. How much a frame takes is learnt from how long the
// last ones took with style, layout and paint.

/** So long may a frame take in all. */
const FRAME_MS = 30;
/** Parts a frame at most: the next may take longer. */
const MOST = 8;

export class FrameWork {
  #due;
  #most = 1;
  #isAsked = false;
  #whenDone = [];

  /** `due()`: what is to be done now, an array of functions, the first to be done first. */
  constructor(due) {
    this.#due = due;
  }

  /** Resolves when nothing is due. */
  soon() {
    const done = new Promise((resolve) => this.#whenDone.push(resolve));
    this.#ask();
    return done;
  }

  #ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    inFrame(() => this.#doSome());
  }

  #doSome() {
    const began = performance.now();
    const some = this.#due().slice(0, document.hidden ? undefined : this.#most);
    afterFrame(() => {
      if (some.length) this.#learn(some.length, performance.now() - began);
      this.#isAsked = false;
      if (this.#due().length) this.#ask();
      else for (const resolve of this.#whenDone.splice(0)) resolve();
    });
    for (const part of some) part();
  }

  #learn(parts, tookMs) {
    this.#most = Math.min(Math.max(Math.round((parts * FRAME_MS) / tookMs), 1), MOST);
  }
}

/** Resolves once what was changed is drawn. */
export const drawn = () => new Promise((resolve) => inFrame(() => afterFrame(resolve)));

/** A page in the background gets no frames, nor does one that goes there before its next. */
function inFrame(act) {
  if (document.hidden) return afterFrame(act);
  const again = () => {
    cancelAnimationFrame(frame);
    inFrame(act); // later: a page that is left loads nothing
  };
  const frame = requestAnimationFrame(() => {
    document.removeEventListener("visibilitychange", again);
    act();
  });
  document.addEventListener("visibilitychange", again, { once: true });
}

/** Call `then` once the frame that runs is over. */
function afterFrame(then) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => [port1.close(), then()];
  port2.postMessage(null);
}
