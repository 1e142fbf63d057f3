// A recommendation as a card. Its size does not depend on what is known yet, so that nothing jumps.

import { el, icon, spoken } from "../dom/elements.js";
import { formatNumber, genreName, language, runtime, t } from "../i18n/messages.js";
import { VERDICTS } from "../storage/feedback.js";
import { watchPart } from "./offers.js";
import { poster } from "./poster.js";

export class Card {
  #film;
  #shown = "";
  #posterAddress;
  #verdict;

  /** `verdict`: what the person said of it, or null. */
  constructor(film, isLive, verdict) {
    this.node = el("article", { class: "card", "aria-labelledby": `film-${film.tmdb_id}`, "data-id": film.tmdb_id });
    this.#verdict = verdict;
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
    const parts = [rating(film), film.on_watchlist && mark(), text(film), verdictRow(film, this.#verdict), watch];
    this.node.replaceChildren(picture, ...parts.filter(Boolean));
    if (isOpen && watch) watch.open = true;
    if (focused) this.node.querySelector(focused)?.focus();
  }

  /** Show what the person said, and offer to take it back. */
  judge(verdict) {
    this.#verdict = verdict;
    this.node.toggleAttribute("data-judged", Boolean(verdict));
    this.node.querySelector(".verdicts").replaceWith(verdictRow(this.#film, verdict));
  }

  #focusedControl() {
    const active = document.activeElement;
    if (!this.node.contains(active)) return null;
    if (active.dataset.verdict) return `[data-verdict="${active.dataset.verdict}"]`;
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
    spoken(t("card.rating", { rating: shown })),
  );
}

const mark = () =>
  el("p", { class: "wished", title: t("card.watchlist") }, icon("wished"), spoken(t("card.watchlist")));

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
      el("p", { class: "original" }, spoken(t("card.original", { title: "" })), original),
    line("facts", [film.year && String(film.year), film.runtime && runtime(film.runtime)].filter(Boolean).join(" · ")),
    line("director", film.director),
    line("genres", (film.genres ?? []).map(genreName).join(", ")),
    line("reason", reason(film)),
  );
}

const line = (name, words) => Boolean(words) && el("p", { class: name, title: words }, words);

/** What can be said of a film, or what was said. */
export function verdictRow({ title }, verdict) {
  if (verdict) {
    const undo = el(
      "button",
      { type: "button", class: "undo", "data-undo": true, "aria-label": t("verdict.undo_of", { title }) },
      t("verdict.undo"),
    );
    return el("div", { class: "verdicts is-given" }, el("span", {}, t(`verdict.${verdict}`)), undo);
  }
  const buttons = VERDICTS.map((each) => {
    const words = t(`verdict.${each}`);
    return el(
      "button",
      { type: "button", "data-verdict": each, "aria-label": `${words}: ${title}`, title: words },
      icon(each),
    );
  });
  return el("div", { class: "verdicts" }, ...buttons);
}

/** The server's sentence is English; for others, the films behind it let us say it in their language. */
function reason({ reason: sentence, reasons = [] }) {
  if (reasons.length === 0 || (language() === "en" && sentence && !reasons[0].member)) return sentence;
  const [{ title, member }, ...others] = reasons;
  if (member) return t("card.reason_member", { title, member });
  return others.length ? t("card.reasons", { title, count: others.length }) : t("card.reason", { title });
}
