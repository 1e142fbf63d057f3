// The keyboard in the list of cards (a roving tabindex): one card is in the tab order, its film first, then its
// controls. The arrows go to other films by row and column, Home and End to the first and the last. For screen readers
// the cards stay a list, and nothing is hidden.

import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

const CONTROLS = "a[href], button, summary";
const FILM = ".open";

export class CardKeys {
  #list;
  #current = null; // the card in the tab order

  constructor(list) {
    this.#list = list;
  }

  connect() {
    this.#list.before(el("p", { id: "card-keys", class: "card-keys", "aria-hidden": "true" }, t("card.keys")));
    this.#list.addEventListener("focusin", ({ target }) => this.#enter(target.closest(".slot")));
    this.#list.addEventListener("keydown", (event) => this.#keyPressed(event));
    const changes = { childList: true, subtree: true, attributeFilter: ["hidden"] };
    new MutationObserver(() => this.#updateTabOrder()).observe(this.#list, changes);
    this.#updateTabOrder();
  }

  #enter(slot) {
    if (!slot || slot === this.#current) return;
    this.#current = slot;
    this.#updateTabOrder();
  }

  /** Put only the current card's controls into the tab order, as cards come, change and go. */
  #updateTabOrder() {
    if (!this.#current?.isConnected || this.#current.hidden)
      this.#current = this.#filmLinks()[0]?.closest(".slot") ?? null;
    for (const control of this.#list.querySelectorAll(CONTROLS)) {
      const isCurrent = this.#current?.contains(control);
      if (control.tabIndex !== (isCurrent ? 0 : -1)) control.tabIndex = isCurrent ? 0 : -1;
    }
  }

  #keyPressed(event) {
    if (!event.target.matches(FILM) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = this.#filmLinks();
    const target = links[destination(event.key, links, links.indexOf(event.target))];
    if (!target) return;
    event.preventDefault();
    target.closest(".slot").scrollIntoView({ block: "nearest" });
    target.focus({ preventScroll: true });
  }

  #filmLinks() {
    return [...this.#list.querySelectorAll(`.slot:not([hidden], .is-leaving) ${FILM}`)];
  }
}

/** Return the index where `key` leads from `index`; undefined for others. */
function destination(key, links, index) {
  const forward = getComputedStyle(links[0]).direction === "rtl" ? -1 : 1;
  const columns = columnsOf(links);
  const targets = {
    ArrowRight: index + forward,
    ArrowLeft: index - forward,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: links.length - 1,
  };
  return targets[key];
}

function columnsOf(links) {
  const top = (link) => link.closest(".slot").offsetTop;
  const next = links.findIndex((link) => top(link) > top(links[0]));
  return next === -1 ? links.length : next;
}
