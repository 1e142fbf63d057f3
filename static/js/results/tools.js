// What a person can do with the films found: filter them, act on a card, review the feedback given, save.

import { byId } from "../dom/elements.js";
import { FilterBar } from "../filters/filter-bar.js";
import { t } from "../i18n/messages.js";
import { saveSearch } from "../storage/searches.js";
import { CardActions } from "./card-actions.js";
import { showNotices } from "./notices.js";

/** What a press may ask for: fetched once all is found, so that it needs no connection then. */
const ON_PRESS = [
  () => import("../dialogs/film-dialog.js"),
  () => import("../dialogs/feedback-dialog.js"),
  () => import("../filters/filter-panel.js"),
  () => import("../cards/drawn-poster.js"),
  () => import("./share-menu.js"),
];

export class ResultTools {
  #view;
  #feedback;
  #search;
  #bar;
  #actions;

  constructor({ grid, view, feedback, search }) {
    this.#view = view;
    this.#feedback = feedback;
    this.#search = search;
    this.#bar = new FilterBar(view, search);
    this.#actions = new CardActions(byId("cards"), grid, view, feedback);
    this.#actions.connect();
    byId("review").addEventListener("click", () => this.#reviewFeedback());
    this.#showFeedbackCount();
  }

  update() {
    this.#bar.update();
    this.#showFeedbackCount();
  }

  /** `savedAt` in ms since the epoch, when the result is an earlier one. */
  finished(result, savedAt) {
    byId("share").hidden = false;
    byId("share").ontoggle = async () => (await import("./share-menu.js")).fillShare(byId("share-menu"), result);
    this.#actions.followAddress();
    for (const fetch of ON_PRESS) fetch().catch(() => {}); // asked for again at the press
    showNotices(result, savedAt);
    if (result.recommendations.length) saveSearch(this.#search.members, result.country_code);
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
