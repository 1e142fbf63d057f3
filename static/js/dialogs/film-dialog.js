// A dialog with all facts of a film, and buttons to the films before it and after it. Fetched late.

import { actionRow } from "../cards/card.js";
import { poster } from "../cards/poster.js";
import { announce } from "../dom/announcer.js";
import { el } from "../dom/elements.js";
import { onSwipe } from "../dom/swipe.js";
import { t } from "../i18n/messages.js";
import { openDialog } from "./dialog.js";
import { backdrop, cast, facts, isDemo, links, plot, reasons, tagline, where } from "./film-parts.js";
import { trailer } from "./trailer.js";

const LARGE = "(min-width: 720px) 320px, 40vw";

export class FilmDialog {
  #film;
  #choices;
  #options;
  #dialog = null;
  #content = el("div", { class: "film-content" });
  #place = el("span", { class: "film-place" });
  #previous = stepButton("‹");
  #next = stepButton("›");

  /**
   * `choices`: a Choices. `options`: `country`, the code of the offers' country; neighbours(id), which returns
   * {previous, next, place, count}; onStep(film), called when another is shown; onClose(id).
   */
  constructor(film, choices, options) {
    this.#film = film;
    this.#choices = choices;
    this.#options = options;
  }

  connect() {
    const dialog = openDialog(this.#film.title, this.#content);
    dialog.querySelector(".dialog-bar").prepend(this.#previous, this.#place, this.#next);
    dialog.classList.add("film-dialog");
    dialog.addEventListener("click", (event) => this.#clicked(event));
    dialog.addEventListener("keydown", (event) => this.#keyPressed(event));
    dialog.addEventListener("close", () => this.#options.onClose(this.#film.tmdb_id));
    onSwipe(dialog, (direction) => this.#step(isRightToLeft() ? -direction : direction));
    this.#dialog = dialog;
    this.#show();
  }

  /** The id of the film that it shows. */
  get id() {
    return this.#film.tmdb_id;
  }

  /** Close it; `onClose` is called later. */
  dismiss() {
    this.#dialog?.close();
  }

  /** Show a changed decision on the film. */
  update() {
    const row = this.#row();
    const hadFocus = this.#content.querySelector(".card-actions").contains(document.activeElement);
    this.#content.querySelector(".card-actions").replaceWith(row);
    if (hadFocus) row.querySelector("button").focus({ preventScroll: true });
  }

  #show() {
    const film = this.#film;
    const side = el("div", { class: "film-side" }, poster(film, LARGE));
    const parts = [
      plot(film),
      isDemo() ? null : trailer(film),
      facts(film, this.#options.country),
      ...[cast(film), reasons(film), where(film), links(film)],
    ];
    const main = el("div", { class: "film-main" }, ...parts);
    const films = el("div", { class: "film" }, side, this.#row(), main);
    this.#content.replaceChildren(...[tagline(film), films].filter(Boolean));
    this.#dialog.querySelector(".backdrop")?.remove();
    this.#dialog.querySelector(".dialog-body").prepend(...[backdrop(film)].filter(Boolean));
    this.#dialog.querySelector("h2").textContent = film.title;
    this.#showSteps();
  }

  #row = () => {
    const feedback = this.#choices.feedbackOf(this.#film.tmdb_id);
    return feedback
      ? givenRow(this.#film, feedback)
      : actionRow(this.#film, this.#choices.isChosen(this.#film.tmdb_id));
  };

  #showSteps() {
    const { previous, next, place, count } = this.#options.neighbours(this.#film.tmdb_id);
    name(this.#previous, previous, "previous");
    name(this.#next, next, "next");
    for (const node of [this.#previous, this.#place, this.#next]) node.hidden = !place;
    this.#place.textContent = place ? t("details.place", { place, count }) : "";
  }

  /** Show the next film (1) or the previous one (-1). */
  #step(direction) {
    const { previous, next } = this.#options.neighbours(this.#film.tmdb_id);
    const film = direction > 0 ? next : previous;
    if (!film) return;
    const wasChoosing = document.activeElement.matches("[data-choose]");
    this.#film = film;
    this.#options.onStep(film);
    this.#show();
    this.#dialog.scrollTop = 0;
    const isLost = !this.#dialog.contains(document.activeElement) || document.activeElement.disabled;
    const choose = wasChoosing && this.#dialog.querySelector("[data-choose]"); // to choose the next as quickly
    if (isLost || document.activeElement === this.#dialog) (choose || this.#dialog.querySelector("h2")).focus();
    announce([film.title, this.#place.textContent].filter(Boolean).join(", "));
  }

  #clicked({ target }) {
    const control = target.closest("[data-choose], [data-more], [data-undo], .film-step");
    if (!control) return;
    if (control.matches(".film-step")) return this.#step(control === this.#next ? 1 : -1);
    if (control.matches("[data-choose]")) this.#choices.toggle(this.#film);
    else if (control.matches("[data-undo]")) this.#choices.takeBack(this.#film);
    else return this.#choices.ask(control, (feedback) => this.#give(feedback));
    this.update();
  }

  #give(feedback) {
    this.#choices.give(this.#film, feedback);
    this.update();
  }

  #keyPressed(event) {
    const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#step(event.key === forward ? 1 : -1);
  }
}

const isRightToLeft = () => document.documentElement.dir === "rtl";

const stepButton = (sign) =>
  el("button", { type: "button", class: "film-step" }, el("span", { "aria-hidden": "true" }, sign));

/** Name a step button; without `film`, disable it. */
function name(button, film, direction) {
  const words = film ? t(`details.${direction}`, { title: film.title }) : t(`details.no_${direction}`);
  button.disabled = !film;
  button.title = words;
  button.setAttribute("aria-label", words);
}

/** Build the feedback with a button to undo it. */
function givenRow({ title }, feedback) {
  const undo = el(
    "button",
    { type: "button", class: "link-button", "data-undo": true, "aria-label": t("feedback.undo_of", { title }) },
    t("feedback.undo"),
  );
  return el("div", { class: "card-actions is-given" }, el("span", {}, t(`feedback.${feedback}`)), undo);
}
