// A recommendation as a card. Its size does not depend on what is known yet, so that nothing jumps.

import { el, icon, visuallyHidden } from "../dom/elements.js";
import { formatNumber, runtime } from "../i18n/format.js";
import { language, t } from "../i18n/messages.js";
import { genreName } from "../i18n/names.js";
import { FEEDBACK_KINDS } from "../storage/feedback.js";
import { watchPart } from "./offers.js";
import { poster } from "./poster.js";

export class Card {
  #film;
  #shown = "";
  #posterAddress;
  #feedback;

  /** `feedback`: one of FEEDBACK_KINDS, or null. */
  constructor(film, isLive, feedback) {
    this.node = el("article", { class: "card", "aria-labelledby": `film-${film.tmdb_id}`, "data-id": film.tmdb_id });
    this.#feedback = feedback;
    this.update(film, isLive);
  }

  /** Show what is known now. The poster stays when its address did, an open panel stays open, the focus stays. */
  update(film, isLive) {
    const { rank: _rank, score: _score, ...visible } = film;
    const shown = JSON.stringify([visible, isLive && film.availability === "unknown"]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#film = film;
    const isOpen = this.node.querySelector("details")?.open;
    const focused = this.#focusedControl();
    const picture = film.poster === this.#posterAddress ? this.node.firstChild : poster(film);
    this.#posterAddress = film.poster;
    const watch = watchPart(film, isLive);
    const parts = [
      rating(film),
      film.on_watchlist && watchlistMark(),
      film.new_since && el("p", { class: "new-mark" }, t("card.new_since", { date: film.new_since })),
      text(film),
      feedbackRow(film, this.#feedback),
      watch,
    ];
    this.node.replaceChildren(picture, ...parts.filter(Boolean));
    if (isOpen && watch) watch.open = true;
    if (focused) this.node.querySelector(focused)?.focus();
  }

  /** Show the feedback given, and offer to take it back. */
  setFeedback(feedback) {
    this.#feedback = feedback;
    this.node.toggleAttribute("data-rated", Boolean(feedback));
    this.node.querySelector(".feedback").replaceWith(feedbackRow(this.#film, feedback));
  }

  #focusedControl() {
    const active = document.activeElement;
    if (!this.node.contains(active)) return null;
    if (active.dataset.feedback) return `[data-feedback="${active.dataset.feedback}"]`;
    return ["summary", ".open", "[data-undo]"].find((selector) => active.matches(selector));
  }
}

function rating({ rating_tmdb: value }) {
  if (!value) return null;
  const shown = formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return el(
    "p",
    { class: "rating" },
    el("span", { "aria-hidden": "true" }, `★ ${shown}`),
    visuallyHidden(t("card.rating", { rating: shown })),
  );
}

const watchlistMark = () =>
  el(
    "p",
    { class: "watchlist-mark", title: t("card.watchlist") },
    icon("watchlist"),
    visuallyHidden(t("card.watchlist")),
  );

function text(film) {
  const { tmdb_id: id, title, original_title: original } = film;
  return el(
    "div",
    { class: "card-text" },
    el(
      "h3",
      { id: `film-${id}`, title },
      el("a", { class: "open", href: `#film=${id}`, "aria-haspopup": "dialog" }, title),
    ),
    original &&
      original.toLowerCase() !== title.toLowerCase() &&
      el("p", { class: "original" }, visuallyHidden(t("card.original", { title: "" })), original),
    line("facts", [film.year, film.runtime && runtime(film.runtime)].filter(Boolean).join(" · ")),
    line("director", film.director),
    line("genres", (film.genres ?? []).map(genreName).join(", ")),
    reason(film),
  );
}

const line = (name, words) => Boolean(words) && el("p", { class: name, title: words }, words);

/** Buttons for each kind of feedback, or the one given with a button to undo it. */
export function feedbackRow({ title }, feedback) {
  if (feedback) {
    const undo = el(
      "button",
      { type: "button", class: "link-button", "data-undo": true, "aria-label": t("feedback.undo_of", { title }) },
      t("feedback.undo"),
    );
    return el("div", { class: "feedback is-given" }, el("span", {}, t(`feedback.${feedback}`)), undo);
  }
  const buttons = FEEDBACK_KINDS.map((each) => {
    const words = t(`feedback.${each}`);
    return el(
      "button",
      { type: "button", "data-feedback": each, "aria-label": `${words}: ${title}`, title: words },
      icon(each),
    );
  });
  return el("div", { class: "feedback" }, ...buttons);
}

/** The server's sentence is English; what says it in other languages comes later. */
function reason({ reason: sentence, reasons = [] }) {
  const isSaid = language() === "en" || !reasons.length;
  const shown = line("reason", isSaid ? sentence : "…");
  if (!isSaid) import("./reason.js").then(({ reasonText }) => (shown.textContent = shown.title = reasonText(reasons)));
  return shown;
}
