// A dialog with all facts of a film, and buttons to the films before it and after it. Fetched late.

import { actionRow } from "../cards/card.js";
import { poster } from "../cards/poster.js";
import { announce } from "../dom/announcer.js";
import { el } from "../dom/elements.js";
import { onSwipe } from "../dom/swipe.js";
import { t } from "../i18n/messages.js";
import { openDialog } from "./dialog.js";
import { backdrop, cast, facts, isDemo, links, offerSection, plot, reasons, tagline } from "./film-parts.js";
import { trailer } from "./trailer.js";

const LARGE = "(min-width: 720px) 320px, 40vw";

export class FilmDialog {
  #film;
  #decisions;
  #options;
  #dialog = null;
  #content = el("div", { class: "film-content" });
  #position = el("span", { class: "film-position" });
  #previous = stepButton("‹");
  #next = stepButton("›");

  /**
   * `decisions`: a Choices. `options`: `country`, the code of the offers' country; neighbours(id), which returns
   * {previous, next, position, count}; onStep(film), called when another is shown; onClose(id).
   */
  constructor(film, decisions, options) {
    this.#film = film;
    this.#decisions = decisions;
    this.#options = options;
  }

  connect() {
    const dialog = openDialog(this.#film.title, this.#content);
    dialog.querySelector(".dialog-bar").prepend(this.#previous, this.#position, this.#next);
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
    const row = this.#actionRow();
    const hadFocus = this.#content.querySelector(".card-actions").contains(document.activeElement);
    this.#content.querySelector(".card-actions").replaceWith(row);
    if (hadFocus) row.querySelector("button").focus({ preventScroll: true });
  }

  /** Show newer facts of the same film, and the country's. The reader stays where they are; a trailer plays on. */
  refresh(film, country) {
    const isSame = factsOf(film) === factsOf(this.#film) && country === this.#options.country;
    this.#film = film;
    this.#options.country = country;
    const hadFocus = this.#dialog.contains(document.activeElement);
    const { scrollTop } = this.#dialog;
    const player = this.#content.querySelector(".trailer:has(iframe)");
    if (isSame) this.#showSteps();
    else if (player) this.#showAround(player);
    else this.#show();
    this.#dialog.scrollTop = scrollTop;
    if (hadFocus && this.#isFocusLost()) this.#dialog.querySelector("h2").focus({ preventScroll: true });
  }

  /** Show the newer parts beside `player`, which is not moved: its frame would load again. */
  #showAround(player) {
    const parts = this.#mainParts();
    const index = parts.findIndex((part) => part.matches(".trailer"));
    for (const part of [...player.parentElement.children]) if (part !== player) part.remove();
    player.before(...parts.slice(0, Math.max(index, 0)));
    player.after(...parts.slice(index + 1));
    this.#showSteps();
  }

  #show() {
    const film = this.#film;
    const side = el("div", { class: "film-side" }, poster(film, LARGE));
    const main = el("div", { class: "film-main" }, ...this.#mainParts());
    const layout = el("div", { class: "film" }, side, this.#actionRow(), main);
    this.#content.replaceChildren(...[tagline(film), layout].filter(Boolean));
    this.#dialog.querySelector(".backdrop")?.remove();
    this.#dialog.querySelector(".dialog-body").prepend(...[backdrop(film)].filter(Boolean));
    this.#dialog.querySelector("h2").textContent = film.title;
    this.#showSteps();
  }

  #mainParts() {
    const film = this.#film;
    const parts = [plot(film), isDemo() ? null : trailer(film), facts(film, this.#options.country), cast(film)];
    return [...parts, reasons(film), offerSection(film), links(film)].filter(Boolean);
  }

  #actionRow = () => {
    const feedback = this.#decisions.feedbackOf(this.#film.tmdb_id);
    return feedback
      ? feedbackRow(this.#film, feedback)
      : actionRow(this.#film, this.#decisions.isChosen(this.#film.tmdb_id));
  };

  #showSteps() {
    const { previous, next, position, count } = this.#options.neighbours(this.#film.tmdb_id);
    labelStepButton(this.#previous, previous, "previous");
    labelStepButton(this.#next, next, "next");
    for (const node of [this.#previous, this.#position, this.#next]) node.hidden = !position;
    this.#position.textContent = position ? t("details.place", { place: position, count }) : "";
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
    const chooseButton = wasChoosing && this.#dialog.querySelector("[data-choose]"); // to choose the next as quickly
    if (this.#isFocusLost() || document.activeElement === this.#dialog)
      (chooseButton || this.#dialog.querySelector("h2")).focus();
    announce([film.title, this.#position.textContent].filter(Boolean).join(", "));
  }

  #isFocusLost = () => !this.#dialog.contains(document.activeElement) || document.activeElement.disabled;

  #clicked({ target }) {
    const control = target.closest("[data-choose], [data-more], [data-undo], .film-step");
    if (!control) return;
    if (control.matches(".film-step")) return this.#step(control === this.#next ? 1 : -1);
    if (control.matches("[data-choose]")) this.#decisions.toggle(this.#film);
    else if (control.matches("[data-undo]")) this.#decisions.takeBack(this.#film);
    else return this.#decisions.openMenu(control, (feedback) => this.#give(feedback));
    this.update();
  }

  #give(feedback) {
    this.#decisions.give(this.#film, feedback);
    this.update();
  }

  #keyPressed(event) {
    const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#step(event.key === forward ? 1 : -1);
  }
}

/** Return as text what the dialog may show of a film. */
const factsOf = ({ rank: _, score: __, ...facts }) => JSON.stringify(facts);

const isRightToLeft = () => document.documentElement.dir === "rtl";

const stepButton = (sign) =>
  el("button", { type: "button", class: "film-step" }, el("span", { "aria-hidden": "true" }, sign));

/** Label a step button; without `film`, disable it. */
function labelStepButton(button, film, direction) {
  const words = film ? t(`details.${direction}`, { title: film.title }) : t(`details.no_${direction}`);
  button.disabled = !film;
  button.title = words;
  button.setAttribute("aria-label", words);
}

/** Build the feedback with a button to undo it. */
function feedbackRow({ title }, feedback) {
  const undo = el(
    "button",
    { type: "button", class: "link-button", "data-undo": true, "aria-label": t("feedback.undo_of", { title }) },
    t("feedback.undo"),
  );
  return el("div", { class: "card-actions is-given" }, el("span", {}, t(`feedback.${feedback}`)), undo);
}
