// The list of cards. A card keeps its place while the job runs: new ones take a free place or go to the end.

import { Card } from "./card.js";
import { el, prefersStillness } from "./dom.js";

const LEAVING_MS = 250;

export class CardGrid {
  #list;
  #cards = new Map(); // tmdb_id -> {film, card, place}, in the order of arrival
  #isSettled = false;

  constructor(list) {
    this.#list = list;
  }

  get films() {
    return Array.from(this.#cards.values(), ({ film }) => film);
  }

  /** Hold places of a card's size, so that the page has its shape from the start. */
  reserve(count) {
    while (this.#freePlaces().length < count) this.#list.append(freePlace());
  }

  /** Show a film, or what is now known of it. True when it is new here. */
  put(film, isLive) {
    const known = this.#cards.get(film.tmdb_id);
    if (known) {
      known.film = film;
      known.card.update(film, isLive);
      return false;
    }
    const card = new Card(film, isLive);
    const place = this.#freePlaces()[0] ?? this.#list.appendChild(freePlace());
    place.className = "place";
    place.removeAttribute("aria-hidden");
    place.replaceChildren(card.node);
    this.#cards.set(film.tmdb_id, { film, card, place });
    return true;
  }

  /** Take a film away. Its place stays, free for the next card, so that nothing moves. */
  retract(id) {
    const known = this.#cards.get(id);
    if (!known) return;
    this.#cards.delete(id);
    known.place.className = "place is-leaving";
    setTimeout(() => {
      known.place.replaceWith(freePlace());
      if (this.#isSettled) this.#trim();
    }, prefersStillness() ? 0 : LEAVING_MS);
  }

  /** The job has ended: only these films stay, each with all that is known; where they stand does not change. */
  settle(films) {
    const ids = new Set(films.map((film) => film.tmdb_id));
    for (const id of this.#cards.keys()) if (!ids.has(id)) this.retract(id);
    for (const film of films) this.put(film, false);
    this.#isSettled = true;
    this.#trim();
  }

  /** Somebody reads or steers in here right now. */
  isInUse() {
    return this.#list.contains(document.activeElement) || this.#list.querySelector("details[open]") !== null;
  }

  isOrdered(ids) {
    const shown = [...this.#list.children];
    return shown.length === ids.length && ids.every((id, n) => this.#cards.get(id)?.place === shown[n]);
  }

  /** Bring the cards into this order, closing gaps. The focus stays where it was. */
  order(ids) {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    this.#list.replaceChildren(...ids.map((id) => this.#cards.get(id).place));
    focused?.focus({ preventScroll: true });
  }

  clear() {
    this.#cards.clear();
    this.#isSettled = false;
    this.#list.replaceChildren();
  }

  /** No empty places at the end. */
  #trim() {
    while (this.#list.lastElementChild?.matches(".is-free")) this.#list.lastElementChild.remove();
  }

  #freePlaces() {
    return this.#list.getElementsByClassName("is-free");
  }
}

function freePlace() {
  const skeleton = el("div", { class: "card" }, el("div", { class: "poster" }), el("div", { class: "card-text" }));
  return el("li", { class: "place is-free", "aria-hidden": "true" }, skeleton);
}
