// The list for tonight, at the foot of the page while there is a film on it. Fetched with the first one.

import { poster } from "../cards/poster.js";
import { announce } from "../dom/announcer.js";
import { byId, el, icon } from "../dom/elements.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { pick } from "./random-pick.js";
import { share } from "./share.js";
import { facts, summary } from "./summary.js";

const SMALL = "44px";

export class Tray {
  #tonight;
  #latest;
  #picked = null;
  #shownKey = "";
  #summary = el("span", { class: "tray-summary" });
  #pickedLine = el("p", { class: "tray-picked", hidden: true });
  #films = el("ul", { role: "list" });
  #body;
  #toggleButton;
  #pickButton;
  #skip = el("a", { class: "skip", href: "#tray" }, t("tonight.skip"));
  #node;

  /** `latest(film)` returns the film with its newest facts. */
  constructor(tonight, latest) {
    this.#tonight = tonight;
    this.#latest = latest;
    this.#toggleButton = el(
      "button",
      { type: "button", class: "tray-toggle", "aria-expanded": "false", "aria-controls": "tray-body" },
      icon("watchlist"),
      el("span", {}, el("b", {}, t("tonight.title")), " ", this.#summary),
    );
    this.#pickButton = el("button", { type: "button", class: "button button-primary" });
    const send = el("button", { type: "button", class: "button" }, t("tonight.share"));
    const clear = el("button", { type: "button", class: "button" }, t("tonight.clear"));
    this.#body = el(
      "div",
      { id: "tray-body", class: "tray-body", hidden: true },
      this.#films,
      el("p", { class: "tray-actions" }, send, clear),
    );
    this.#node = el(
      "section",
      { id: "tray", class: "tray", "aria-label": t("tonight.title"), tabindex: "-1" },
      this.#body,
      this.#pickedLine,
      el("div", { class: "tray-bar" }, this.#toggleButton, this.#pickButton),
    );
    this.#toggleButton.addEventListener("click", () => this.#open(this.#body.hidden));
    this.#pickButton.addEventListener("click", () => this.#pickOne());
    send.addEventListener("click", () => share(this.#currentFilms()));
    clear.addEventListener("click", () => this.#clear());
    this.#films.addEventListener("click", ({ target }) => this.#takeOff(target.closest("[data-take-off]")));
    this.#node.addEventListener("keydown", (event) => this.#closeOnEscape(event));
  }

  connect() {
    this.#tonight.addEventListener("change", () => this.update());
    document.body.append(this.#node);
    document.querySelector(".skip").after(this.#skip);
    this.#makeRoom();
    this.update();
  }

  /** Give CSS the heights, so that scrolled content and toasts avoid the tray, and the tray a job's progress. */
  #makeRoom() {
    const progress = byId("run-body");
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty("--tray", `${this.#node.offsetHeight}px`);
      style.setProperty("--foot", `${getComputedStyle(progress).position === "fixed" ? progress.offsetHeight : 0}px`);
    });
    for (const node of [this.#node, progress]) observer.observe(node);
  }

  /** Show films that came, went or changed. */
  update() {
    const films = this.#currentFilms();
    const isEmpty = films.length === 0;
    if (isEmpty) this.#open(false);
    for (const node of [this.#node, this.#skip]) node.hidden = isEmpty;
    this.#summary.textContent = summary(films);
    this.#showFilms(films);
    if (!films.some(({ tmdb_id: id }) => id === this.#picked?.tmdb_id)) this.#picked = null;
    this.#showPicked();
  }

  /** Draw the films again if something changed; the focus stays. */
  #showFilms(films) {
    const key = JSON.stringify(films.map((film) => [film.tmdb_id, film.title, film.poster, facts(film)]));
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    const { film, takeOff } = this.#films.contains(document.activeElement) ? document.activeElement.dataset : {};
    this.#films.replaceChildren(...films.map(row));
    this.#films
      .querySelector(takeOff ? `[data-take-off="${takeOff}"]` : `[data-film="${film}"]`)
      ?.focus({ preventScroll: true });
  }

  #currentFilms = () => this.#tonight.films.map(this.#latest);

  #open(isOpen) {
    this.#body.hidden = !isOpen;
    this.#toggleButton.setAttribute("aria-expanded", String(isOpen));
  }

  #closeOnEscape({ key }) {
    if (key !== "Escape" || this.#body.hidden) return;
    this.#open(false);
    this.#toggleButton.focus();
  }

  #pickOne() {
    const films = this.#currentFilms();
    const former = films.find(({ tmdb_id: id }) => id === this.#picked?.tmdb_id);
    this.#picked = pick(films, former);
    this.#showPicked();
    announce([t(films.length > 1 ? "tonight.picked" : "tonight.only"), this.#picked.title].join(" "));
  }

  #showPicked() {
    const film = this.#picked;
    this.#pickedLine.hidden = !film;
    this.#pickButton.textContent = t(film && this.#tonight.films.length > 1 ? "tonight.pick_another" : "tonight.pick");
    if (!film) return;
    const words = t(this.#tonight.films.length > 1 ? "tonight.picked" : "tonight.only");
    const shown = el("span", {}, words, " ", link(film), " ", el("small", {}, facts(film)));
    this.#pickedLine.replaceChildren(shown); // a new node: it is animated
  }

  #takeOff(button) {
    if (!button) return;
    const index = [...this.#films.children].indexOf(button.closest("li"));
    const film = this.#tonight.film(Number(button.dataset.takeOff));
    if (!this.#tonight.remove(film.tmdb_id)) toast(t("app.not_kept"));
    announce(t("tonight.removed", { title: film.title }));
    const buttons = this.#films.querySelectorAll("[data-take-off]");
    (buttons[Math.min(index, buttons.length - 1)] ?? byId("list-title")).focus();
  }

  #clear() {
    const former = this.#tonight.films;
    const isSaved = this.#tonight.clear();
    const words = [t("tonight.cleared"), !isSaved && t("app.not_kept")].filter(Boolean).join(" ");
    byId("list-title").focus({ preventScroll: true });
    toast(words, { label: t("feedback.undo"), act: () => [this.#tonight.add(...former), this.#pickButton.focus()] });
  }
}

const link = ({ tmdb_id: id, title }) => el("a", { class: "open-film", href: `#film=${id}`, "data-film": id }, title);

function row(film) {
  const words = t("tonight.take_off", { title: film.title });
  return el(
    "li",
    {},
    poster(film, SMALL),
    el("span", {}, link(film), el("small", {}, facts(film))),
    el("button", { type: "button", "data-take-off": film.tmdb_id, "aria-label": words, title: words }, icon("no")),
  );
}
