// What a person decides of a film: maybe tonight, not interested, seen. Said aloud, and undone as easily.

import { announce } from "../dom/announcer.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { MOST } from "../storage/shortlist.js";

export class Choices {
  #view;
  #feedback;
  #shortlist;
  #tonight = new Set(); // ids of films that were on the shortlist when feedback took them off

  constructor({ view, feedback, shortlist }) {
    this.#view = view;
    this.#feedback = feedback;
    this.#shortlist = shortlist;
  }

  feedbackOf = (id) => this.#feedback.of(id);
  isChosen = (id) => this.#shortlist.has(id);

  /** Onto the shortlist, or off it. */
  toggle(film) {
    const { tmdb_id: id, title } = film;
    const wasChosen = this.#shortlist.has(id);
    if (!wasChosen && this.#shortlist.isFull) return toast(t("tonight.full", { count: MOST }));
    const isKept = wasChosen ? this.#shortlist.remove(id) : this.#shortlist.add(film);
    if (!isKept) toast(t("app.not_kept"));
    announce(t(wasChosen ? "tonight.removed" : "tonight.added", { title, count: this.#shortlist.films.length }));
  }

  /** Offer what else may be said of a film, at the `button` pressed; `onChoose(feedback)` when something was. */
  async ask(button, onChoose) {
    const { toggleFeedbackMenu } = await import("../dialogs/feedback-menu.js");
    toggleFeedbackMenu(button, onChoose);
  }

  /** The film is put aside. `onUndo()`: offered in passing, and used. */
  give(film, feedback, onUndo = null) {
    const { tmdb_id: id, title } = film;
    const isKept = this.#view.setFeedback(film, feedback);
    if (this.#shortlist.has(id)) {
      this.#tonight.add(id);
      this.#shortlist.remove(id);
    }
    const words = t("feedback.noted", { title, feedback: t(`feedback.${feedback}`) });
    const undo = onUndo && { label: t("feedback.undo"), act: () => [this.takeBack(film), onUndo()] };
    if (undo || !isKept) toast(isKept ? words : `${words} ${t("app.not_kept")}`, undo);
    else announce(words);
  }

  takeBack(film) {
    const { tmdb_id: id, title } = film;
    const isKept = this.#view.setFeedback(film, null);
    if (this.#tonight.delete(id)) this.#shortlist.add(film);
    if (isKept) announce(t("feedback.undone", { title }));
    else toast(t("app.not_kept"));
  }
}
