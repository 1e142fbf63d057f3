// What a person can do with the films found: filter them, act on a card, review the feedback given, save.

import { CardKeys } from "../cards/keys.js";
import { byId } from "../dom/elements.js";
import { connectFold } from "../dom/fold.js";
import { prefersReducedMotion } from "../dom/motion.js";
import { FilterBar } from "../filters/filter-bar.js";
import { t } from "../i18n/messages.js";
import { landingAddress } from "../search/address.js";
import { removeJob } from "../storage/jobs.js";
import { removeResult } from "../storage/results.js";
import { CardActions } from "./card-actions.js";
import { emptiness, showResult } from "./ending.js";

/** What a press may ask for: fetched once all is found, so that it needs no connection then. */
const ON_PRESS = [
  () => import("../dialogs/film-dialog.js"),
  () => import("../dialogs/feedback-dialog.js"),
  () => import("../filters/filter-panel.js"),
  () => import("../cards/drawn-poster.js"),
  () => import("./share-menu.js"),
];

export class ResultTools {
  #parts;
  #bar;
  #actions;

  /** `parts` of the page: {search, grid, view, feedback, progress, counter, run}. */
  constructor(parts) {
    const { search, grid, view, feedback } = parts;
    this.#parts = parts;
    this.#bar = new FilterBar(view, search);
    this.#actions = new CardActions(byId("cards"), grid, view, feedback);
    this.#actions.connect();
    byId("review").addEventListener("click", () => this.#reviewFeedback());
    byId("again").addEventListener("click", () => this.#runAgain());
    connectFold(byId("more"), byId("run-body"));
    new CardKeys(byId("cards")).connect();
    this.#showFeedbackCount();
  }

  update() {
    this.#bar.update();
    this.#showFeedbackCount();
  }

  /** As `showResult`; gives the slug of the words for a result without films, if it is one. */
  async finished(given, circumstances) {
    const result = await showResult(this.#parts, given, circumstances);
    byId("share").hidden = false;
    byId("share").ontoggle = async () => (await import("./share-menu.js")).fillShare(byId("share-menu"), result);
    this.#actions.followAddress();
    for (const fetch of ON_PRESS) fetch().catch(() => {}); // asked for again at the press
    return emptiness(result, this.#parts.search);
  }

  #runAgain() {
    const { search, run } = this.#parts;
    if (search.jobId) return location.assign(landingAddress({ input: "export" }));
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
