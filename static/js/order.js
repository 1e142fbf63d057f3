// The final order: applied at once while the person is at the top, else offered, so that nothing moves under a finger.

import { announce } from "./announcer.js";
import { byId, prefersStillness } from "./dom.js";
import { t } from "./i18n.js";

/** Scrolled less than this counts as being at the top. */
const AT_TOP_PX = 24;

export class FinalOrder {
  #grid;
  #ids = [];
  #onApplied;
  #button = byId("update-order");

  constructor(grid, onApplied) {
    this.#grid = grid;
    this.#onApplied = onApplied;
  }

  /** `ids` best first. */
  connect(ids) {
    this.#ids = ids;
    if (this.#grid.isOrdered(ids)) this.#onApplied();
    else if (scrollY < AT_TOP_PX && !this.#grid.isInUse()) this.#apply();
    else this.#offer();
  }

  disconnect() {
    this.#button.hidden = true;
    this.#button.removeEventListener("click", this.#accept);
  }

  #offer() {
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#accept);
    announce(t("announce.order", { button: this.#button.textContent }));
  }

  #accept = () => {
    this.disconnect();
    this.#apply();
    byId("list-title").focus({ preventScroll: true });
    byId("list").scrollIntoView({ behavior: prefersStillness() ? "instant" : "smooth" });
  };

  #apply() {
    const change = () => this.#grid.order(this.#ids);
    if (document.startViewTransition && !prefersStillness()) {
      const { ready, finished } = document.startViewTransition(change);
      for (const promise of [ready, finished]) promise.catch(() => {}); // a hidden page skips the crossfade, not the change
    } else change();
    this.#onApplied();
    announce(t("announce.ordered"));
  }
}
