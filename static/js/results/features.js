// What nobody needs before there are cards: filters, actions on cards, notices, saving. Fetched with the first card.

import { byId } from "../dom/elements.js";
import { loadStyle } from "../dom/styles.js";
import { t } from "../i18n/messages.js";

const LATEST_MS = 800;
const STYLES = ["panels", "dialogs", "outcome"];
/** What a press may ask for: fetched once all is found, so that it needs no connection then. */
const ON_PRESS = [
  () => import("../dialogs/film-dialog.js"),
  () => import("../dialogs/feedback-dialog.js"),
  () => import("../filters/filter-panel.js"),
  () => import("../cards/drawn-poster.js"),
  () => import("./share-menu.js"),
];

export class Features {
  #grid;
  #view;
  #feedback;
  #search;
  #bar = null;
  #actions = null;
  #ready = null;

  constructor(grid, view, feedback, search) {
    this.#grid = grid;
    this.#view = view;
    this.#feedback = feedback;
    this.#search = search;
    // Whoever needs it tries again.
    setTimeout(() => Promise.all([this.ready(), this.failurePanel()]).catch(() => {}), LATEST_MS);
  }

  /** Resolves when all is in use. */
  ready() {
    this.#ready ??= this.#load().catch((error) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  /** The class of the panel that a failure is told in. */
  async failurePanel() {
    const [{ FailurePanel }] = await Promise.all([import("./failure-panel.js"), loadStyle("outcome")]);
    return FailurePanel;
  }

  update() {
    this.#bar?.update();
    this.#showFeedbackCount();
  }

  /** `savedAt` in ms since the epoch, when the result is an earlier one. */
  async finished(result, savedAt) {
    const later = Promise.all([import("./notices.js"), import("../storage/searches.js")]);
    await this.ready();
    byId("share").hidden = false;
    byId("share").ontoggle = async () => (await import("./share-menu.js")).fillShare(byId("share-menu"), result);
    this.#actions.followAddress();
    for (const fetch of ON_PRESS) fetch().catch(() => {}); // asked for again at the press
    const [{ showNotices }, { saveSearch }] = await later;
    showNotices(result, savedAt);
    if (result.recommendations.length) saveSearch(this.#search.members, result.country_code);
  }

  async #load() {
    const modules = [import("../filters/filter-bar.js"), import("./card-actions.js")];
    const styles = [...STYLES.map((name) => loadStyle(name)), loadStyle("print", "print")];
    const [{ FilterBar }, { CardActions }] = await Promise.all([...modules, ...styles]);
    this.#bar = new FilterBar(this.#view, this.#search);
    this.#actions = new CardActions(byId("cards"), this.#grid, this.#view, this.#feedback);
    this.#actions.connect();
    byId("review").addEventListener("click", () => this.#reviewFeedback());
    this.#showFeedbackCount();
  }

  #showFeedbackCount() {
    const count = this.#feedback.all.length;
    byId("review").hidden = count === 0;
    byId("review").textContent = t("feedback.review", { count });
  }

  async #reviewFeedback() {
    const { reviewFeedback } = await import("../dialogs/feedback-dialog.js");
    reviewFeedback(this.#feedback, () => this.#view.changed());
  }
}
