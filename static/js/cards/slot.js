// A place in the list: free, taken by a film whose title is shown, or with the film's card drawn.

import { el } from "../dom/elements.js";
import { prefersReducedMotion } from "../dom/motion.js";
import { Card } from "./card.js";

const LEAVING_MS = 250;

export class Slot {
  node = el("li");
  film = null;
  card = null;
  /** Whether it is near the window. */
  isNear = false;
  #isLive = false;
  #isCurrent = true;

  constructor() {
    this.free();
  }

  get isShown() {
    return this.film !== null && !this.node.hidden;
  }

  /** Whether the card is to be drawn with new facts. */
  get isDue() {
    return this.isShown && !this.#isCurrent;
  }

  /** Whether it has the focus or an open panel. */
  get isInUse() {
    return this.node.contains(document.activeElement) || this.node.querySelector("details[open]") !== null;
  }

  take(film, isLive) {
    if (!this.film) this.#fill("slot is-waiting", outline(film));
    this.film = film;
    this.#isLive = isLive;
    this.#isCurrent = false;
  }

  /** `isChosen`: that of Card. */
  draw(isChosen) {
    this.#isCurrent = true;
    if (this.card) return this.card.update(this.film, this.#isLive);
    const hasFocus = this.node.contains(document.activeElement);
    this.card = new Card(this.film, this.#isLive, isChosen);
    this.#fill("slot", this.card.node);
    if (hasFocus) this.node.querySelector(".open").focus({ preventScroll: true });
  }

  free() {
    this.#forget();
    this.node.hidden = false;
    this.#fill("slot is-free", frame());
    this.node.setAttribute("aria-hidden", "true");
  }

  /** Fade the film out; then call `onFree()`, unless the slot was taken meanwhile. */
  leave(onFree) {
    this.#forget();
    this.node.className = "slot is-leaving";
    const end = () => this.film || [this.free(), onFree()];
    setTimeout(end, prefersReducedMotion() ? 0 : LEAVING_MS);
  }

  #forget() {
    this.film = null;
    this.card = null;
  }

  #fill(className, content) {
    this.node.className = className;
    this.node.removeAttribute("aria-hidden");
    this.node.replaceChildren(content);
  }
}

/** Build a frame of a card's size. */
function frame(...content) {
  const parts = ["poster", "card-text", "card-actions"].map((name) => el("div", { class: name }));
  parts[1].append(...content);
  return el("div", { class: "card" }, ...parts);
}

/** Build what is searched, read out and focused before the card is drawn. */
function outline({ tmdb_id: id, title, year, director }) {
  const link = el("a", { class: "open", href: `#film=${id}`, "aria-haspopup": "dialog" }, title);
  const node = frame(el("h3", { id: `film-${id}` }, link), el("p", {}, [year, director].filter(Boolean).join(" · ")));
  node.dataset.id = id;
  return node;
}
