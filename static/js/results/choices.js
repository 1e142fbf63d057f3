// What a person decides of a film: maybe tonight, not interested, seen. Said aloud, and undone as easily.

import { announce } from "../dom/announcer.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { MOST } from "../storage/tonight.js";

export class Choices {
  #view;
  #feedback;
  #tonight;
  #takenOff = new Set(); // ids of films that were on the list for tonight when feedback took them off

  constructor({ view, feedback, tonight }) {
    this.#view = view;
    this.#feedback = feedback;
    this.#tonight = tonight;
  }

  feedbackOf = (id) => this.#feedback.of(id);
  isChosen = (id) => this.#tonight.has(id);

  /** Onto the list for tonight, or off it. */
  toggle(film) {
    const { tmdb_id: id, title } = film;
    const wasChosen = this.#tonight.has(id);
    if (!wasChosen && this.#tonight.isFull) return toast(t("tonight.full", { count: MOST }));
    const isKept = wasChosen ? this.#tonight.remove(id) : this.#tonight.add(film);
    if (!isKept) toast(t("app.not_kept"));
    announce(t(wasChosen ? "tonight.removed" : "tonight.added", { title, count: this.#tonight.films.length }));
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
    if (this.#tonight.has(id)) {
      this.#takenOff.add(id);
      this.#tonight.remove(id);
    }
    const words = t("feedback.noted", { title, feedback: t(`feedback.${feedback}`) });
    const undo = onUndo && { label: t("feedback.undo"), act: () => [this.takeBack(film), onUndo()] };
    if (undo || !isKept) toast(isKept ? words : `${words} ${t("app.not_kept")}`, undo);
    else announce(words);
  }

  takeBack(film) {
    const { tmdb_id: id, title } = film;
    const isKept = this.#view.setFeedback(film, null);
    if (this.#takenOff.delete(id)) this.#tonight.add(film);
    if (isKept) announce(t("feedback.undone", { title }));
    else toast(t("app.not_kept"));
  }
}
