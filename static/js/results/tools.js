// The tools for the films found: filters, actions on cards, the review of feedback, saving.

import { CardKeys } from "../cards/keys.js";
import { byId } from "../dom/elements.js";
import { connectFold } from "../dom/fold.js";
import { prefersReducedMotion } from "../dom/motion.js";
import { loadStyle } from "../dom/styles.js";
import { addToToast } from "../dom/toast.js";
import { FilterBar } from "../filters/filter-bar.js";
import { t } from "../i18n/messages.js";
import { landingAddress } from "../search/address.js";
import { removeJob } from "../storage/jobs.js";
import { removeResult } from "../storage/results.js";
import { CardActions } from "./card-actions.js";
import { emptySlug, showQuietly, showResult } from "./ending.js";
import { QuietSearch } from "./quiet-search.js";

/** Files that a press may need: fetched once all is found, while there is a connection. */
const ON_PRESS = [
  () => import("../dialogs/film-dialog.js"),
  () => import("../dialogs/feedback-dialog.js"),
  () => import("../dialogs/feedback-menu.js"),
  () => import("../tray/tray.js"),
  () => loadStyle("tray"),
  () => import("../filters/filter-panel.js"),
  () => import("../cards/drawn-poster.js"),
  () => import("./share-menu.js"),
];

export class ResultTools {
  #parts;
  #filterBar;
  #cardActions;
  #quietSearch;
  #tray = null;
  #foundIds = []; // of the films of the result, in its order

  /** `parts` of the page: {search, grid, view, feedback, tonight, progress, counter, run}. */
  constructor(parts) {
    const { search, view, feedback, tonight } = parts;
    this.#parts = parts;
    this.#filterBar = new FilterBar(view, search);
    this.#cardActions = new CardActions(parts);
    this.#cardActions.connect();
    this.#quietSearch = new QuietSearch(search, feedback, (result) => this.#showQuietly(result));
    if (!search.jobId) this.#quietSearch.connect(); // the server keeps no export
    tonight.addEventListener("change", () => this.#showTray());
    this.#showTray();
    byId("review").addEventListener("click", () => this.#reviewFeedback());
    byId("again").addEventListener("click", () => this.#runAgain());
    connectFold(byId("more"), byId("run-body"));
    new CardKeys(byId("cards")).connect();
    addEventListener("beforeprint", () => this.#drawAll());
    this.#showFeedbackCount();
  }

  update() {
    this.#filterBar.update();
    this.#parts.counter.show();
    this.#showFeedbackCount();
    this.#tray?.update();
  }

  /** Call `showResult`; return the slug of the words for a result without films, or null. */
  async finished(finalResult, circumstances) {
    const result = await showResult(this.#parts, finalResult, circumstances);
    this.#cardActions.country = result.country_code;
    this.#setResult(result);
    this.#cardActions.followAddress();
    for (const load of ON_PRESS) load().catch(() => {}); // a press tries again
    if (!this.#parts.search.jobId) this.#quietSearch.ready();
    return emptySlug(result, this.#parts.search);
  }

  /** Show the films that a quiet search found. */
  async #showQuietly(result) {
    if (result.recommendations.length === 0) return; // all others are put aside
    const formerIds = this.#foundIds.filter((id) => !this.#parts.feedback.of(id));
    await showQuietly(this.#parts, result);
    this.#setResult(result);
    if (this.#foundIds.join() !== formerIds.join()) addToToast(t("results.followed"));
  }

  /** Show the tray with its first film; if it cannot be fetched, with the next. */
  async #showTray() {
    const { grid, tonight } = this.#parts;
    if (this.#tray || tonight.films.length === 0) return;
    const [{ Tray }] = await Promise.all([import("../tray/tray.js"), loadStyle("tray")]).catch(() => [{}]);
    if (this.#tray || !Tray) return;
    this.#tray = new Tray(tonight, (film) => grid.film(film.tmdb_id) ?? film);
    this.#tray.connect();
  }

  /** Draw all cards, for paper. */
  #drawAll() {
    const { grid } = this.#parts;
    for (const id of grid.shownIds) {
      try {
        grid.card(id);
      } catch (error) {
        reportError(error); // the others are drawn anyway
      }
    }
  }

  #setResult(result) {
    this.#foundIds = result.recommendations.map((film) => film.tmdb_id);
    byId("share").hidden = false;
    byId("share").ontoggle = async () => (await import("./share-menu.js")).fillShareMenu(byId("share-menu"), result);
  }

  #runAgain() {
    const { search, run } = this.#parts;
    if (search.jobId) return location.assign(landingAddress({ input: "export" }));
    this.#quietSearch.restart();
    removeJob(search);
    removeResult(search);
    run();
    scrollTo({ top: 0, behavior: prefersReducedMotion() ? "instant" : "smooth" });
    byId("run").focus({ preventScroll: true });
  }

  #showFeedbackCount() {
    const count = this.#parts.feedback.all.length;
    byId("review").hidden = count === 0;
    byId("review").textContent = t("feedback.review", { count });
  }

  async #reviewFeedback() {
    const { reviewFeedback } = await import("../dialogs/feedback-dialog.js");
    reviewFeedback(this.#parts.feedback, () => this.#parts.view.changed());
  }
}
