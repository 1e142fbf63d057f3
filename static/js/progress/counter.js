// The number of films found: shown at once, announced now and then.

import { announceProgress } from "../dom/announcer.js";
import { t } from "../i18n/messages.js";

const BATCH_MS = 8_000;

export class Counter {
  #progress;
  #count;
  #timer = 0;

  /** `count()` returns the number. */
  constructor(progress, count) {
    this.#progress = progress;
    this.#count = count;
  }

  show() {
    this.#progress.films(this.#count());
  }

  changed() {
    this.show();
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      announceProgress(t("announce.films", { count: this.#count() }));
    }, BATCH_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.show();
  }
}
