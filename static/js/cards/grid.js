// The list of cards. A card keeps its place while the job runs: new ones take a free place or go to the end.
// Cards are drawn a few a frame, so that five hundred at once do not hold up the page.

import { el, prefersStillness } from "../dom/elements.js";
import { Card } from "./card.js";

const LEAVING_MS = 250;
const FRAME_MS = 8;

export class CardGrid {
  #list;
  #verdictOf;
  #items = new Map(); // tmdb_id -> {film, isLive, card, place}, in the order of arrival; the last two once drawn
  #waiting = new Set(); // ids to be drawn
  #whenDrawn = [];
  #isDrawing = false;
  #isSettled = false;
  #isShown = () => true;

  /** `verdictOf(id)`: what the person said of a film. */
  constructor(list, verdictOf) {
    this.#list = list;
    this.#verdictOf = verdictOf;
  }

  get films() {
    return Array.from(this.#items.values(), ({ film }) => film);
  }

  film = (id) => this.#items.get(id)?.film ?? null;
  card = (id) => this.#items.get(id)?.card ?? null;

  /** Hold places of a card's size, so that the page has its shape from the start. */
  reserve(count) {
    while (this.#freePlaces().length < count) this.#list.append(freePlace());
  }

  /** Show a film, or what is now known of it. True when it is new here. */
  put(film, isLive) {
    const known = this.#items.get(film.tmdb_id);
    this.#items.set(film.tmdb_id, { ...known, film, isLive });
    this.#waiting.add(film.tmdb_id);
    this.#drawSoon();
    return !known;
  }

  /** Take a film away. Its place stays, free for the next card, so that nothing moves. */
  retract(id) {
    const known = this.#items.get(id);
    this.#items.delete(id);
    this.#waiting.delete(id);
    if (!known?.place) return;
    if (known.place.hidden) return known.place.remove();
    known.place.className = "place is-leaving";
    setTimeout(
      () => {
        known.place.replaceWith(freePlace());
        if (this.#isSettled) this.#trim();
      },
      prefersStillness() ? 0 : LEAVING_MS,
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
    for (const { film, place } of this.#items.values()) if (place) place.hidden = !isShown(film);
  }

  /** Somebody reads or steers in here right now. */
  isInUse() {
    return this.#list.contains(document.activeElement) || this.#list.querySelector("details[open]") !== null;
  }

  /** The ids of the cards in sight, from the first to the last. */
  get shownIds() {
    const cards = this.#list.querySelectorAll(".place:not([hidden], .is-free, .is-leaving) > .card");
    return Array.from(cards, ({ dataset }) => Number(dataset.id));
  }

  /** Bring the cards into this order, closing gaps; free places go to the end. The focus stays where it was. */
  order(ids) {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const places = ids.map((id) => this.#items.get(id)?.place).filter(Boolean);
    const rest = this.#isSettled ? [] : [...this.#freePlaces()];
    if (
      [...places, ...rest].every((place, n) => place === this.#list.children[n]) &&
      this.#list.childElementCount === places.length + rest.length
    )
      return;
    this.#list.replaceChildren(...places, ...rest);
    focused?.focus({ preventScroll: true });
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
      item.place.hidden = !this.#isShown(item.film);
      return;
    }
    const isShown = this.#isShown(item.film);
    item.card = new Card(item.film, item.isLive, this.#verdictOf(item.film.tmdb_id));
    item.place = (isShown && this.#freePlaces()[0]) || this.#list.appendChild(freePlace());
    item.place.className = "place";
    item.place.hidden = !isShown;
    item.place.removeAttribute("aria-hidden");
    item.place.replaceChildren(item.card.node);
  }

  /** No empty places at the end. */
  #trim() {
    for (const place of [...this.#list.children].reverse()) {
      if (place.hidden) continue;
      if (!place.matches(".is-free")) break;
      place.remove();
    }
  }

  #freePlaces() {
    return this.#list.getElementsByClassName("is-free");
  }
}

function freePlace() {
  const parts = ["poster", "card-text", "verdicts"].map((name) => el("div", { class: name }));
  return el("li", { class: "place is-free", "aria-hidden": "true" }, el("div", { class: "card" }, ...parts));
}
