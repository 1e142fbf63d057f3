// A recommendation as a card. Its size does not depend on what is known yet, so that nothing jumps.

import { el, spoken } from "./dom.js";
import { formatNumber, genreName, language, t } from "./i18n.js";
import { watchPart } from "./offers.js";
import { poster } from "./poster.js";

export class Card {
  #shown = "";
  #posterAddress;

  constructor(film, isLive) {
    this.node = el("article", { class: "card", "aria-labelledby": `film-${film.tmdb_id}` });
    this.update(film, isLive);
  }

  /** Show what is known now. The poster stays when its address did, and an open panel stays open. */
  update(film, isLive) {
    const { rank: _rank, score: _score, ...visible } = film;
    const shown = JSON.stringify([visible, isLive && film.availability === "unknown"]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const isOpen = this.node.querySelector("details")?.open;
    const hadFocus = this.node.contains(document.activeElement);
    const picture = film.poster === this.#posterAddress ? this.node.firstChild : poster(film);
    this.#posterAddress = film.poster;
    const watch = watchPart(film, isLive);
    this.node.replaceChildren(picture, ...[rating(film), text(film), watch].filter(Boolean));
    if (isOpen && watch) watch.open = true;
    if (hadFocus) this.node.querySelector("summary")?.focus();
  }
}

function rating({ rating_tmdb: value }) {
  if (!value) return null;
  const shown = formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return el("p", { class: "rating" }, el("span", { "aria-hidden": "true" }, `★ ${shown}`), spoken(t("card.rating", { rating: shown })));
}

function text(film) {
  const { title, original_title: original } = film;
  return el(
    "div",
    { class: "card-text" },
    el("h3", { id: `film-${film.tmdb_id}`, title }, title),
    original && original.toLowerCase() !== title.toLowerCase() && el("p", { class: "original" }, spoken(t("card.original", { title: "" })), original),
    line("facts", [film.year && String(film.year), film.runtime && runtime(film.runtime)].filter(Boolean).join(" · ")),
    line("director", film.director),
    line("genres", (film.genres ?? []).map(genreName).join(", ")),
    line("reason", reason(film)),
  );
}

const line = (name, words) => Boolean(words) && el("p", { class: name, title: words }, words);

function runtime(minutes) {
  if (minutes < 60) return t("card.minutes", { minutes });
  return t("card.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** The server's sentence is English; for others, the films behind it let us say it in their language. */
function reason({ reason: sentence, reasons = [] }) {
  if (language() === "en" || reasons.length === 0) return sentence;
  const [{ title }, ...others] = reasons;
  return others.length ? t("card.reasons", { title, count: others.length }) : t("card.reason", { title });
}
