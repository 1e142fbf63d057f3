// What is seen of the films: filtered and ordered as wished. Nothing that a person looks at moves by itself: a better
// order is taken by what is out of sight, below it.

import { announce, announceInTurn } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { drawn } from "../dom/frames.js";
import { readFilters, writeFilters } from "../filters/address.js";
import { passes } from "../filters/definitions.js";
import { sorted } from "../filters/sorting.js";
import { t } from "../i18n/messages.js";

const PAUSE_MS = 200;
/** So many cards below the window take their place in one frame; beyond the NEAR ones nothing is laid out. */
const STEP = 8;
const NEAR = 24;

export class FilmView {
  #grid;
  #feedback;
  #onChange;
  #state = readFilters(new URLSearchParams(location.search));
  #positions = new Map(); // tmdb_id -> position in the final list
  #timer = 0;
  #change = null; // the newest
  #finishing = null; // two would take each other's turns for ever

  /** `onChange()`: what is seen, or the filters, changed. */
  constructor(grid, feedback, onChange) {
    this.#grid = grid;
    this.#feedback = feedback;
    this.#onChange = onChange;
    grid.show(this.#isShown);
  }

  get state() {
    return this.#state;
  }

  /** Films that the person has not put aside. */
  get films() {
    return this.#grid.films.filter(this.#feedback.allows);
  }

  start() {
    this.#positions.clear();
    this.changed();
  }

  /** Films came, went or are better known. */
  changed() {
    this.#timer ||= setTimeout(() => this.#refresh(), PAUSE_MS);
  }

  /** `films`, given from the best to the worst match, as the person wishes to see them. */
  inOrder(films) {
    this.#positions = new Map(films.map((film, position) => [film.tmdb_id, position]));
    return sorted(films, this.#state, this.#positions);
  }

  /** The list is done. Resolves when it is seen in its order. */
  finish() {
    this.#finishing ??= this.#finish().finally(() => {
      this.#finishing = null;
    });
    return this.#finishing;
  }

  async #finish() {
    const before = this.#grid.shownIds.join();
    let isInOrder = false;
    while (!isInOrder) isInOrder = await this.#refresh();
    if (this.#grid.shownIds.join() !== before) announceInTurn(t("announce.ordered"));
  }

  /** The person wishes to see something else: now, even if it moves, and from its beginning. */
  filter(state) {
    this.#state = state;
    const query = new URLSearchParams(location.search);
    writeFilters(state, query);
    history.replaceState(history.state, "", `?${query}${location.hash}`);
    this.#grid.show(this.#isShown);
    this.#grid.order(this.#wantedIds());
    if (byId("cards").getBoundingClientRect().top < 0) byId("list").scrollIntoView({ behavior: "instant" });
    this.#refresh();
    announce(t("filter.shown", { count: this.#grid.shownIds.length }));
  }

  /** A film that is put aside leaves its place at once. False when the browser could not keep it. */
  setFeedback(film, feedback) {
    const isKept = feedback ? this.#feedback.give(film, feedback) : this.#feedback.takeBack(film.tmdb_id);
    this.#refresh();
    return isKept;
  }

  /** Resolves to true when all are in their order, to false when a later change has taken over. */
  #refresh() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#grid.show(this.#isShown);
    const isInOrder = this.#settle();
    this.#onChange();
    return isInOrder;
  }

  /** What takes its place next to the window is laid out anew: some of it in each frame. */
  async #settle() {
    const change = {};
    this.#change = change;
    let most = STEP;
    while (!this.#settleSome(most)) {
      await drawn();
      if (this.#change !== change) return false;
      most = most < NEAR ? most + STEP : Number.POSITIVE_INFINITY;
    }
    return true;
  }

  /** True when that was all. */
  #settleSome(most) {
    const ids = this.#wantedIds();
    return this.#isUnseen() ? this.#grid.order(ids) : this.#grid.settleBelowView(ids, most);
  }

  /** Nobody looks, and whoever comes back finds the page at its top. */
  #isUnseen() {
    return document.hidden && scrollY === 0 && !this.#grid.isInUse();
  }

  #isShown = (film) => this.#feedback.allows(film) && passes(film, this.#state);

  #wantedIds() {
    return sorted(this.#grid.films, this.#state, this.#positions).map((film) => film.tmdb_id);
  }
}
