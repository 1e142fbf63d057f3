// Work cut into frames, so that a lot of it never holds up the page.

const FRAME_MS = 8;

export class FrameWork {
  #due;
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
    // A page in the background gets no frames.
    if (document.hidden) setTimeout(() => this.#doSome());
    else requestAnimationFrame(() => this.#doSome());
  }

  #doSome() {
    const until = performance.now() + FRAME_MS;
    const due = this.#due();
    while (due.length && performance.now() < until) due.shift()();
    this.#isAsked = false;
    if (due.length) this.#ask();
    else for (const resolve of this.#whenDone.splice(0)) resolve();
  }
}
