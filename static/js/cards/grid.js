// The list of cards. A card keeps its slot while the job runs: new ones take a free slot or go to the end.
// Cards are drawn a few a frame, so that five hundred at once do not hold up the page.

import { el } from "../dom/elements.js";
import { prefersReducedMotion } from "../dom/motion.js";
import { Card } from "./card.js";

const LEAVING_MS = 250;
const FRAME_MS = 8;

export class CardGrid {
  #list;
  #feedbackOf;
  #items = new Map(); // tmdb_id -> {film, isLive, card, slot}, in the order of arrival; the last two once drawn
  #waiting = new Set(); // ids to be drawn
  #whenDrawn = [];
  #isDrawing = false;
  #isSettled = false;
  #isShown = () => true;

  /** `feedbackOf(id)`: the feedback given on a film, or null. */
  constructor(list, feedbackOf) {
    this.#list = list;
    this.#feedbackOf = feedbackOf;
  }

  get films() {
    return Array.from(this.#items.values(), ({ film }) => film);
  }

  film = (id) => this.#items.get(id)?.film ?? null;
  card = (id) => this.#items.get(id)?.card ?? null;

  /** Hold slots of a card's size, so that the page has its shape from the start. */
  reserve(count) {
    while (this.#freeSlots().length < count) this.#list.append(freeSlot());
  }

  /** Show a film, or what is now known of it. True when it is new here. */
  put(film, isLive) {
    const known = this.#items.get(film.tmdb_id);
    this.#items.set(film.tmdb_id, { ...known, film, isLive });
    this.#waiting.add(film.tmdb_id);
    this.#drawSoon();
    return !known;
  }

  /** Take a film away. Its slot stays, free for the next card, so that nothing moves. */
  retract(id) {
    const known = this.#items.get(id);
    this.#items.delete(id);
    this.#waiting.delete(id);
    if (!known?.slot) return;
    if (known.slot.hidden) return known.slot.remove();
    known.slot.className = "slot is-leaving";
    setTimeout(
      () => {
        known.slot.replaceWith(freeSlot());
        if (this.#isSettled) this.#trim();
      },
      prefersReducedMotion() ? 0 : LEAVING_MS,
    );
  }

  /** The job has ended: only these films stay, each with all that is known. Resolves when all are drawn. */
  async settle(films) {
    const ids = new Set(films.map((film) => film.tmdb_id));
    for (const id of this.#items.keys()) if (!ids.has(id)) this.retract(id);
    for (const film of films) this.put(film, false);
    this.#isSettled = true;
    if (this.#waiting.size) await new Promise((resolve) => this.#whenDrawn.push(resolve));
    this.#trim();
  }

  /** Only films for which `isShown(film)` is true are seen, also of those still to come. */
  show(isShown) {
    this.#isShown = isShown;
    for (const { film, slot } of this.#items.values()) if (slot) slot.hidden = !isShown(film);
  }

  /** Somebody reads or steers in here right now. */
  isInUse() {
    return this.#list.contains(document.activeElement) || this.#list.querySelector("details[open]") !== null;
  }

  /** The ids of the cards in sight, from the first to the last. */
  get shownIds() {
    const cards = this.#list.querySelectorAll(".slot:not([hidden], .is-free, .is-leaving) > .card");
    return Array.from(cards, ({ dataset }) => Number(dataset.id));
  }

  /** Bring all cards into this order, closing gaps; free slots go to the end. The focus stays where it was. */
  order(ids) {
    this.#arrange([], this.#slotsOf(ids));
  }

  /**
   * Bring the cards below the window into this order; those in or above it hold still, as do those before one in use.
   * Gaps among them take the first that are below.
   */
  settleBelowView(ids) {
    const slots = [...this.#list.children];
    const held = slots.slice(0, 1 + slots.findLastIndex(isHeld));
    const others = this.#slotsOf(ids).filter((slot) => !held.includes(slot));
    const next = () => others.splice(others.findIndex((slot) => !slot.hidden) >>> 0, 1)[0];
    const filled = held.map((slot) => (slot.matches(".is-free") && next()) || slot);
    this.#arrange(filled, others);
  }

  #slotsOf(ids) {
    return ids.map((id) => this.#items.get(id)?.slot).filter(Boolean);
  }

  #arrange(first, others) {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const free = this.#isSettled ? [] : [...this.#freeSlots()].filter((slot) => !first.includes(slot));
    const slots = [...first, ...others, ...free];
    const isSame = slots.length === this.#list.childElementCount;
    if (isSame && slots.every((slot, n) => slot === this.#list.children[n])) return;
    this.#list.replaceChildren(...slots);
    if (focused !== document.activeElement) focused?.focus({ preventScroll: true });
  }

  clear() {
    this.#items.clear();
    this.#waiting.clear();
    this.#isSettled = false;
    this.#list.replaceChildren();
  }

  #drawSoon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    // A page in the background gets no frames.
    if (document.hidden) setTimeout(() => this.#drawSome());
    else requestAnimationFrame(() => this.#drawSome());
  }

  #drawSome() {
    const until = performance.now() + FRAME_MS;
    for (const id of this.#waiting) {
      this.#waiting.delete(id);
      this.#draw(this.#items.get(id));
      if (performance.now() > until) break;
    }
    this.#isDrawing = false;
    if (this.#waiting.size) this.#drawSoon();
    else for (const resolve of this.#whenDrawn.splice(0)) resolve();
  }

  #draw(item) {
    if (item.card) {
      item.card.update(item.film, item.isLive);
      item.slot.hidden = !this.#isShown(item.film);
      return;
    }
    const isShown = this.#isShown(item.film);
    item.card = new Card(item.film, item.isLive, this.#feedbackOf(item.film.tmdb_id));
    item.slot = (isShown && this.#freeSlots()[0]) || this.#list.appendChild(freeSlot());
    item.slot.className = "slot";
    item.slot.hidden = !isShown;
    item.slot.removeAttribute("aria-hidden");
    item.slot.replaceChildren(item.card.node);
  }

  /** No empty slots at the end. */
  #trim() {
    for (const slot of [...this.#list.children].reverse()) {
      if (slot.hidden) continue;
      if (!slot.matches(".is-free")) break;
      slot.remove();
    }
  }

  #freeSlots() {
    return this.#list.getElementsByClassName("is-free");
  }
}

/** In or above the window, or with the focus or something open in it. */
function isHeld(slot) {
  if (slot.hidden) return false;
  const isUsed = slot.contains(document.activeElement) || slot.querySelector("details[open]") !== null;
  return isUsed || slot.getBoundingClientRect().top < innerHeight;
}

function freeSlot() {
  const parts = ["poster", "card-text", "feedback"].map((name) => el("div", { class: name }));
  return el("li", { class: "slot is-free", "aria-hidden": "true" }, el("div", { class: "card" }, ...parts));
}
