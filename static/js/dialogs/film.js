// All that is known of a film, in a dialog. Fetched when first opened.

import { verdictRow } from "../cards/card.js";
import { grouped, groupList } from "../cards/offers.js";
import { poster } from "../cards/poster.js";
import { byId, el, spoken } from "../dom/elements.js";
import { traitName } from "../filters/labels.js";
import { formatNumber, genreName, languageName, runtime, t } from "../i18n/messages.js";
import { openDialog } from "./dialog.js";

const LARGE = "(min-width: 720px) 320px, 40vw";

export class FilmDialog {
  #film;
  #verdict;
  #judge;
  #closed;
  #dialog = null;

  /** `verdict`: what was said of it; `judge(verdict)` is told what is said now; `closed()` when it is gone. */
  constructor(film, { verdict, judge, closed }) {
    this.#film = film;
    this.#verdict = verdict;
    this.#judge = judge;
    this.#closed = closed;
  }

  connect() {
    const film = this.#film;
    const side = el("div", { class: "film-side" }, poster(film, LARGE), this.#row());
    const main = el("div", { class: "film-main" }, facts(film), reasons(film), where(film), links(film));
    this.#dialog = openDialog(film.title, el("div", { class: "film" }, side, main));
    this.#dialog.classList.add("film-dialog");
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", this.#closed);
  }

  /** Close without a word to who opened it. */
  dismiss() {
    this.#dialog?.close();
  }

  #row = () => verdictRow(this.#film, this.#verdict);

  #clicked({ target }) {
    const control = target.closest("[data-verdict], [data-undo]");
    if (!control) return;
    this.#verdict = control.dataset.verdict ?? null;
    this.#judge(this.#verdict);
    const row = this.#row();
    this.#dialog.querySelector(".verdicts").replaceWith(row);
    row.querySelector("button").focus();
  }
}

function facts(film) {
  const { original_title: original, title, rating_tmdb: rating, votes_tmdb: votes } = film;
  const line = [
    film.year && String(film.year),
    film.runtime && runtime(film.runtime),
    film.original_language && languageName(film.original_language),
  ];
  const rated = rating && formatNumber(rating, { minimumFractionDigits: 1 });
  return el(
    "div",
    { class: "film-facts" },
    original &&
      original !== title &&
      el("p", { class: "original" }, spoken(t("card.original", { title: "" })), original),
    el("p", {}, line.filter(Boolean).join(" · ")),
    film.director && el("p", {}, t("details.by", { name: film.director })),
    film.genres?.length > 0 && el("p", {}, film.genres.map(genreName).join(", ")),
    rated &&
      el(
        "p",
        { class: "film-rating" },
        el("b", {}, `★ ${rated}`),
        " ",
        votes ? t("details.votes", { count: votes }) : "TMDB",
      ),
  );
}

function reasons({ reasons: all = [], reason }) {
  if (all.length === 0 && !reason) return null;
  const rows = all.map(({ title, year, rating, liked, shared = [], member }) => {
    const said = [member, rating && stars(rating), liked && "♥"].filter(Boolean).join(" ");
    const heard = [rating && t("details.stars", { stars: formatNumber(rating) }), liked && t("details.liked")]
      .filter(Boolean)
      .join(", ");
    return el(
      "li",
      {},
      el("span", {}, el("b", {}, title), year && ` ${year}`),
      el(
        "span",
        { class: "said" },
        el("span", { "aria-hidden": "true" }, said),
        spoken([member, heard].filter(Boolean).join(": ")),
      ),
      shared.length > 0 && el("small", {}, t("details.shared", { what: shared.map(traitName).join(", ") })),
    );
  });
  return el(
    "section",
    {},
    el("h3", {}, t("details.why")),
    rows.length ? el("ul", { class: "reasons", role: "list" }, ...rows) : el("p", {}, reason),
  );
}

const stars = (count) => "★".repeat(Math.floor(count)) + (count % 1 ? "½" : "");

function where({ offers = [], availability }) {
  if (availability === "not_requested") return null;
  const groups = grouped(offers);
  const words = availability === "unknown" ? `${t("card.unknown")}. ${t("card.unknown_more")}` : t("card.none");
  const found = groups.length
    ? el("div", { class: "film-offers" }, ...groups.map((each) => groupList(each, "h4")))
    : el("p", {}, words);
  const credit = byId("justwatch-mark").parentElement.cloneNode(true);
  credit.querySelector("[id]").removeAttribute("id");
  return el("section", {}, el("h3", {}, t("details.where")), found, credit);
}

/** In the demo nothing leads to the real pages: its films carry invented ids. */
function links({ tmdb_id: id, imdb_id: imdb }) {
  if (document.documentElement.dataset.demo !== "false") return null;
  const pages = { Letterboxd: `https://letterboxd.com/tmdb/${id}/`, TMDB: `https://www.themoviedb.org/movie/${id}` };
  if (imdb) pages.IMDb = `https://www.imdb.com/title/${encodeURIComponent(imdb)}/`;
  const all = Object.entries(pages).map(([name, href]) =>
    el("a", { class: "button", href, target: "_blank", rel: "noopener" }, name),
  );
  return el("p", { class: "film-links" }, ...all);
}
