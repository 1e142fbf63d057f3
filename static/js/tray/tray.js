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
  #shown = "";
  #summary = el("span", { class: "tray-summary" });
  #result = el("p", { class: "tray-picked", hidden: true });
  #films = el("ul", { role: "list" });
  #body;
  #toggle;
  #pick;
  #skip = el("a", { class: "skip", href: "#tray" }, t("tonight.skip"));
  #node;

  /** `latest(film)` returns the film with its newest facts. */
  constructor(tonight, latest) {
    this.#tonight = tonight;
    this.#latest = latest;
    this.#toggle = el(
      "button",
      { type: "button", class: "tray-toggle", "aria-expanded": "false", "aria-controls": "tray-body" },
      icon("watchlist"),
      el("span", {}, el("b", {}, t("tonight.title")), " ", this.#summary),
    );
    this.#pick = el("button", { type: "button", class: "button button-primary" });
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
      this.#result,
      el("div", { class: "tray-bar" }, this.#toggle, this.#pick),
    );
    this.#toggle.addEventListener("click", () => this.#open(this.#body.hidden));
    this.#pick.addEventListener("click", () => this.#pickOne());
    send.addEventListener("click", () => share(this.#current()));
    clear.addEventListener("click", () => this.#clear());
    this.#films.addEventListener("click", ({ target }) => this.#takeOff(target.closest("[data-off]")));
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
    const run = byId("run-body");
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty("--tray", `${this.#node.offsetHeight}px`);
      style.setProperty("--foot", `${getComputedStyle(run).position === "fixed" ? run.offsetHeight : 0}px`);
    });
    for (const node of [this.#node, run]) observer.observe(node);
  }

  /** Show films that came, went or changed. */
  update() {
    const films = this.#current();
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
    const shown = JSON.stringify(films.map((film) => [film.tmdb_id, film.title, film.poster, facts(film)]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { film, off } = this.#films.contains(document.activeElement) ? document.activeElement.dataset : {};
    this.#films.replaceChildren(...films.map(row));
    this.#films.querySelector(off ? `[data-off="${off}"]` : `[data-film="${film}"]`)?.focus({ preventScroll: true });
  }

  #current = () => this.#tonight.films.map(this.#latest);

  #open(isWanted) {
    this.#body.hidden = !isWanted;
    this.#toggle.setAttribute("aria-expanded", String(isWanted));
  }

  #closeOnEscape({ key }) {
    if (key !== "Escape" || this.#body.hidden) return;
    this.#open(false);
    this.#toggle.focus();
  }

  #pickOne() {
    const films = this.#current();
    const former = films.find(({ tmdb_id: id }) => id === this.#picked?.tmdb_id);
    this.#picked = pick(films, former);
    this.#showPicked();
    announce([t(films.length > 1 ? "tonight.picked" : "tonight.only"), this.#picked.title].join(" "));
  }

  #showPicked() {
    const film = this.#picked;
    this.#result.hidden = !film;
    this.#pick.textContent = t(film && this.#tonight.films.length > 1 ? "tonight.pick_another" : "tonight.pick");
    if (!film) return;
    const words = t(this.#tonight.films.length > 1 ? "tonight.picked" : "tonight.only");
    const shown = el("span", {}, words, " ", link(film), " ", el("small", {}, facts(film)));
    this.#result.replaceChildren(shown); // a new node: it is animated
  }

  #takeOff(button) {
    if (!button) return;
    const place = [...this.#films.children].indexOf(button.closest("li"));
    const film = this.#tonight.film(Number(button.dataset.off));
    if (!this.#tonight.remove(film.tmdb_id)) toast(t("app.not_kept"));
    announce(t("tonight.removed", { title: film.title }));
    const left = this.#films.querySelectorAll("[data-off]");
    (left[Math.min(place, left.length - 1)] ?? byId("list-title")).focus();
  }

  #clear() {
    const former = this.#tonight.films;
    const isKept = this.#tonight.clear();
    const words = [t("tonight.cleared"), !isKept && t("app.not_kept")].filter(Boolean).join(" ");
    byId("list-title").focus({ preventScroll: true });
    toast(words, { label: t("feedback.undo"), act: () => [this.#tonight.add(...former), this.#pick.focus()] });
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
    el("button", { type: "button", "data-off": film.tmdb_id, "aria-label": words, title: words }, icon("no")),
  );
}
