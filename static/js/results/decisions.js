// A person's decisions on a film: maybe tonight, or feedback. Each is announced, and can be undone.

import { announce } from "../dom/announcer.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { MOST_FILMS } from "../storage/tonight.js";

export class Decisions {
  #view;
  #feedback;
  #tonight;
  #takenOff = new Set(); // ids of films that feedback took off the list for tonight

  constructor({ view, feedback, tonight }) {
    this.#view = view;
    this.#feedback = feedback;
    this.#tonight = tonight;
  }

  feedbackOf = (id) => this.#feedback.of(id);
  isChosen = (id) => this.#tonight.has(id);

  /** Add the film to the tray, or remove it. */
  toggle(film) {
    const { tmdb_id: id, title } = film;
    const wasChosen = this.#tonight.has(id);
    if (!wasChosen && this.#tonight.isFull) return toast(t("tonight.full", { count: MOST_FILMS }));
    const isSaved = wasChosen ? this.#tonight.remove(id) : this.#tonight.add(film);
    if (!isSaved) toast(t("app.not_kept"));
    announce(t(wasChosen ? "tonight.removed" : "tonight.added", { title, count: this.#tonight.films.length }));
  }

  /** Open the menu for feedback at `button`; a choice calls `onChoose(feedback)`. */
  async openMenu(button, onChoose) {
    const { toggleFeedbackMenu } = await import("../dialogs/feedback-menu.js");
    toggleFeedbackMenu(button, onChoose);
  }

  /** Put the film aside. With `onUndo()`, a toast offers to undo it, which calls that. */
  give(film, feedback, onUndo = null) {
    const { tmdb_id: id, title } = film;
    const isSaved = this.#view.setFeedback(film, feedback);
    if (this.#tonight.has(id)) {
      this.#takenOff.add(id);
      this.#tonight.remove(id);
    }
    const words = t("feedback.noted", { title, feedback: t(`feedback.${feedback}`) });
    const undo = onUndo && { label: t("feedback.undo"), act: () => [this.takeBack(film), onUndo()] };
    if (undo || !isSaved) toast(isSaved ? words : `${words} ${t("app.not_kept")}`, undo);
    else announce(words);
  }

  takeBack(film) {
    const { tmdb_id: id, title } = film;
    const isSaved = this.#view.setFeedback(film, null);
    if (this.#takenOff.delete(id)) this.#tonight.add(film);
    if (isSaved) announce(t("feedback.undone", { title }));
    else toast(t("app.not_kept"));
  }
}
