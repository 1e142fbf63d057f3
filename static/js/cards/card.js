// A recommendation as a card. Its size does not depend on its facts, so nothing jumps.

import { el, icon, visuallyHidden } from "../dom/elements.js";
import { formatNumber, runtime } from "../i18n/format.js";
import { language, t } from "../i18n/messages.js";
import { genreName } from "../i18n/names.js";
import { watchPart } from "./offers.js";
import { poster } from "./poster.js";

/** The controls that ask for the page's tools. */
export const CONTROLS = [".open", "[data-choose]", "[data-more]"];

export class Card {
  #shownKey = "";
  #posterAddress;
  #isChosen;

  /** `isChosen(id)`: the film is in the tray. */
  constructor(film, isLive, isChosen) {
    this.node = el("article", { class: "card", "aria-labelledby": `film-${film.tmdb_id}`, "data-id": film.tmdb_id });
    this.#isChosen = isChosen;
    this.update(film, isLive);
  }

  /** Show the newest facts. The focus, an open panel and a poster whose address is the same stay. */
  update(film, isLive) {
    const { rank: _rank, score: _score, ...visible } = film;
    const key = JSON.stringify([visible, isLive && film.availability === "unknown"]);
    if (key === this.#shownKey) return;
    this.#shownKey = key;
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
      actionRow(film, this.#isChosen(film.tmdb_id)),
      watch,
    ];
    this.node.replaceChildren(picture, ...parts.filter(Boolean));
    if (isOpen && watch) watch.open = true;
    if (focused) this.node.querySelector(focused)?.focus();
  }

  #focusedControl() {
    const active = document.activeElement;
    if (!this.node.contains(active)) return null;
    return ["summary", ...CONTROLS].find((selector) => active.matches(selector));
  }
}

function rating({ rating_tmdb: value }) {
  if (!value) return null;
  const number = formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return el(
    "p",
    { class: "rating" },
    el("span", { "aria-hidden": "true" }, `★ ${number}`),
    visuallyHidden(t("card.rating", { rating: number })),
  );
}

function watchlistMark() {
  const words = t("card.watchlist");
  return el("p", { class: "watchlist-mark", title: words }, icon("watchlist"), visuallyHidden(words));
}

function text(film) {
  const { tmdb_id: id, title } = film;
  return el(
    "div",
    { class: "card-text" },
    el(
      "h3",
      { id: `film-${id}`, title },
      el("a", { class: "open", href: `#film=${id}`, "aria-haspopup": "dialog" }, title),
    ),
    line("facts", [film.year, film.runtime && runtime(film.runtime)].filter(Boolean).join(" · ")),
    el(
      "div",
      { class: "rest" },
      originalTitle(film),
      line("director", film.director),
      line("genres", (film.genres ?? []).map(genreName).join(", ")),
      film.overview || !film.director ? line("plot", film.overview) : line("no-plot", t("card.no_plot")),
    ),
    reason(film),
  );
}

/** Return nothing if the title is the same. */
export const originalTitle = ({ original_title: original, title }) =>
  original &&
  original.toLowerCase() !== title.toLowerCase() &&
  el("p", { class: "original" }, visuallyHidden(t("card.original", { title: "" })), original);

const line = (name, words) => Boolean(words) && el("p", { class: name, title: words }, words);

/** Build two buttons: one chooses a film for tonight, one opens the menu for feedback. */
export function actionRow({ title }, isChosen) {
  const button = (key, attributes, ...content) =>
    el(
      "button",
      { type: "button", "aria-label": `${t(key)}: ${title}`, ...attributes },
      ...content,
      el("span", {}, t(key)),
    );
  return el(
    "div",
    { class: "card-actions" },
    button("tonight.title", { "data-choose": true, "aria-pressed": `${isChosen}` }, icon("watchlist")),
    button("feedback.more", { "data-more": true, "aria-haspopup": "menu", "aria-expanded": "false" }),
  );
}

/** `reasonText` of reason.js; without it, reasons are in English. */
let reasonText;

/** Fetch `reasonText` before any card; wait 3 s at most. */
export async function loadReasons() {
  if (language() === "en") return;
  const loading = import("./reason.js").then((module) => ({ reasonText } = module));
  await Promise.race([loading, new Promise((resolve) => setTimeout(resolve, 3_000))]).catch(() => {});
}

/** Build the reason; a blend has a line per member. */
function reason({ reason: sentence = "", reasons = [] }) {
  const words = reasonText?.(reasons, sentence) ?? sentence;
  const lines = words.split("\n").flatMap((line) => [el("span", {}, line), "\n"]);
  return el("p", { class: "reason", title: words }, ...lines);
}
