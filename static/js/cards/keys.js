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
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    const changes = { childList: true, subtree: true, attributeFilter: ["hidden"] };
    new MutationObserver(() => this.#mark()).observe(this.#list, changes);
    this.#mark();
  }

  #enter(slot) {
    if (!slot || slot === this.#current) return;
    this.#current = slot;
    this.#mark();
  }

  /** Put only the current card's controls into the tab order, as cards come, change and go. */
  #mark() {
    if (!this.#current?.isConnected || this.#current.hidden) this.#current = this.#films()[0]?.closest(".slot") ?? null;
    for (const control of this.#list.querySelectorAll(CONTROLS)) {
      const isReached = this.#current?.contains(control);
      if (control.tabIndex !== (isReached ? 0 : -1)) control.tabIndex = isReached ? 0 : -1;
    }
  }

  #pressed(event) {
    if (!event.target.matches(FILM) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const films = this.#films();
    const target = films[destination(event.key, films, films.indexOf(event.target))];
    if (!target) return;
    event.preventDefault();
    target.closest(".slot").scrollIntoView({ block: "nearest" });
    target.focus({ preventScroll: true });
  }

  #films() {
    return [...this.#list.querySelectorAll(`.slot:not([hidden], .is-leaving) ${FILM}`)];
  }
}

/** Return the index where `key` leads from `place`; undefined for others. */
function destination(key, films, place) {
  const forward = getComputedStyle(films[0]).direction === "rtl" ? -1 : 1;
  const columns = columnsOf(films);
  const places = {
    ArrowRight: place + forward,
    ArrowLeft: place - forward,
    ArrowDown: place + columns,
    ArrowUp: place - columns,
    Home: 0,
    End: films.length - 1,
  };
  return places[key];
}

function columnsOf(films) {
  const top = (film) => film.closest(".slot").offsetTop;
  const next = films.findIndex((film) => top(film) > top(films[0]));
  return next === -1 ? films.length : next;
}
