// What is seen of the films: filtered and ordered as wished. Nothing moves by itself while a person looks: a better
// order is applied at once only at the top of a list that is done, else offered.

import { announce } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { prefersReducedMotion } from "../dom/motion.js";
import { readFilters, writeFilters } from "../filters/address.js";
import { passes } from "../filters/definitions.js";
import { sorted } from "../filters/sorting.js";
import { t } from "../i18n/messages.js";

/** Scrolled less than this counts as being at the top. */
const AT_TOP_PX = 24;
const PAUSE_MS = 200;
/** Fewer films than this that would move up are not worth a word. */
const WORTH_OFFERING = 3;
/** So many cards may fade into their new order; more would hold up the page. */
const MOST_FADING = 200;

export class FilmView {
  #grid;
  #feedback;
  #onChange;
  #state = readFilters(new URLSearchParams(location.search));
  #positions = new Map(); // tmdb_id -> position in the final list
  #isDone = false;
  #timer = 0;
  #button = byId("update-order");

  /** `onChange()`: what is seen, or the filters, changed. */
  constructor(grid, feedback, onChange) {
    this.#grid = grid;
    this.#feedback = feedback;
    this.#onChange = onChange;
    this.#button.addEventListener("click", () => this.#accept());
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
    this.#isDone = false;
    this.#button.hidden = true;
    this.changed();
  }

  /** Films came, went or are better known. */
  changed() {
    this.#timer ||= setTimeout(() => this.#refresh(), PAUSE_MS);
  }

  /** The list is done; `films` in their final order, none when the job ended early. */
  finish(films = []) {
    this.#positions = new Map(films.map((film, position) => [film.tmdb_id, position]));
    this.#isDone = true;
    if (this.#misplaced() === 0) this.#reorder();
    else if (scrollY < AT_TOP_PX && !this.#grid.isInUse()) return this.#applyOrder();
    this.#refresh();
    if (!this.#button.hidden) announce(t("announce.order", { button: this.#button.textContent }));
  }

  /** The person wishes to see something else: now, even if it moves. */
  filter(state) {
    this.#state = state;
    const query = new URLSearchParams(location.search);
    writeFilters(state, query);
    history.replaceState(history.state, "", `?${query}${location.hash}`);
    this.#grid.show(this.#isShown);
    this.#reorder();
    this.#refresh();
    announce(t("filter.shown", { count: this.#grid.shownIds.length }));
  }

  /** A film that is put aside leaves its place at once. False when the browser could not keep it. */
  setFeedback(film, feedback) {
    const isKept = feedback ? this.#feedback.give(film, feedback) : this.#feedback.takeBack(film.tmdb_id);
    this.#refresh();
    return isKept;
  }

  #refresh() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#grid.show(this.#isShown);
    if (this.#isOutOfSight()) this.#reorder();
    const count = this.#misplaced();
    this.#button.hidden = count < (this.#isDone ? 1 : WORTH_OFFERING);
    if (count)
      this.#button.textContent = t(this.#state.sort === "match" ? "results.update_better" : "results.update_unsorted", {
        count,
      });
    this.#sayOrder(count);
    this.#onChange();
  }

  #isShown = (film) => this.#feedback.allows(film) && passes(film, this.#state);

  /** Before the first card is scrolled to, order moves nothing for anybody. */
  #isOutOfSight() {
    return byId("cards").getBoundingClientRect().top > innerHeight && !this.#grid.isInUse();
  }

  #sayOrder(misplaced) {
    const order = !this.#isDone ? "live" : misplaced ? "partial" : this.#state.sort === "match" ? "final" : "";
    byId("order").textContent = order && t(`results.order_${order}`);
  }

  /** How many would move up. */
  #misplaced() {
    const shown = this.#grid.shownIds;
    const position = new Map(shown.map((id, n) => [id, n]));
    const wanted = this.#wantedIds().filter((id) => position.has(id));
    return wanted.filter((id, n) => position.get(id) > n).length;
  }

  #wantedIds() {
    return sorted(this.#grid.films, this.#state, this.#positions).map((film) => film.tmdb_id);
  }

  #accept() {
    this.#button.hidden = true;
    this.#applyOrder();
    byId("list-title").focus({ preventScroll: true });
    byId("list").scrollIntoView({ behavior: prefersReducedMotion() ? "instant" : "smooth" });
  }

  #applyOrder() {
    const change = () => {
      this.#reorder();
      this.#refresh();
    };
    if (document.startViewTransition && !prefersReducedMotion() && this.#grid.films.length < MOST_FADING) {
      const { ready, finished } = document.startViewTransition(change);
      // A hidden page skips the crossfade, not the change.
      for (const promise of [ready, finished]) promise.catch(() => {});
    } else change();
    announce(t("announce.ordered"));
  }

  #reorder() {
    this.#grid.order(this.#wantedIds());
  }
}
