// The films shown: filtered and ordered as the person wishes. Nothing in view moves by itself: only cards below the
// window take a better order.

import { announce, announceInTurn } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { drawn } from "../dom/frames.js";
import { readFilters, writeFilters } from "../filters/address.js";
import { passes } from "../filters/definitions.js";
import { sorted } from "../filters/sorting.js";
import { t } from "../i18n/messages.js";

const PAUSE_MS = 200;
/** The cards below the window that move in one frame; those beyond NEAR are not laid out, and move at once. */
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
  #finishing = null; // two would interrupt each other for ever

  /** `onChange()`: the films shown or the filters changed. */
  constructor(grid, feedback, onChange) {
    this.#grid = grid;
    this.#feedback = feedback;
    this.#onChange = onChange;
    grid.show(this.#isShown);
  }

  get state() {
    return this.#state;
  }

  /** The films without feedback. */
  get films() {
    return this.#grid.films.filter(this.#feedback.allows);
  }

  start() {
    this.#positions.clear();
    this.changed();
  }

  /** Note that films came, went or changed. */
  changed() {
    this.#timer ||= setTimeout(() => this.#refresh(), PAUSE_MS);
  }

  /** Return `films`, given from the best to the worst match, in the order chosen. */
  inOrder(films) {
    this.#positions = new Map(films.map((film, position) => [film.tmdb_id, position]));
    return sorted(films, this.#state, this.#positions);
  }

  /** Bring the final list into its order; resolves when done. */
  finish() {
    this.#finishing ??= this.#finish().finally(() => {
      this.#finishing = null;
    });
    return this.#finishing;
  }

  async #finish() {
    const idsBefore = this.#grid.shownIds.join();
    let isInOrder = false;
    while (!isInOrder) isInOrder = await this.#refresh();
    if (this.#grid.shownIds.join() !== idsBefore) announceInTurn(t("announce.ordered"));
  }

  /** Show other films at once, even if cards in view move, from the list's beginning. */
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

  /** Save feedback (null: remove it); the film leaves or returns. Return false if it is not saved. */
  setFeedback(film, feedback) {
    const isSaved = feedback ? this.#feedback.give(film, feedback) : this.#feedback.takeBack(film.tmdb_id);
    this.#refresh();
    return isSaved;
  }

  /** Resolve to true when all are in their order, to false when a later change takes over. */
  #refresh() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#grid.show(this.#isShown);
    const isInOrder = this.#settle();
    this.#onChange();
    return isInOrder;
  }

  /** Move cards step by step, a few in each frame: those near the window are laid out again. */
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

  /** Move some cards; return true if those were all. */
  #settleSome(most) {
    const ids = this.#wantedIds();
    return this.#isUnseen() ? this.#grid.order(ids) : this.#grid.settleBelowView(ids, most);
  }

  /** Return whether nobody looks and the page is at its top. */
  #isUnseen() {
    return document.hidden && scrollY === 0 && !this.#grid.isInUse();
  }

  #isShown = (film) => this.#feedback.allows(film) && passes(film, this.#state);

  #wantedIds() {
    return sorted(this.#grid.films, this.#state, this.#positions).map((film) => film.tmdb_id);
  }
}
