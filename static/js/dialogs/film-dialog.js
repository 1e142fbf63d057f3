// All that is known of a film, in a dialog. Fetched when first opened.

import { feedbackRow } from "../cards/card.js";
import { grouped, groupList } from "../cards/offers.js";
import { poster } from "../cards/poster.js";
import { byId, el, visuallyHidden } from "../dom/elements.js";
import { formatNumber, runtime, stars } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { genreName } from "../i18n/names.js";
import { languageName, traitName } from "../i18n/traits.js";
import { openDialog } from "./dialog.js";

const LARGE = "(min-width: 720px) 320px, 40vw";

export class FilmDialog {
  #film;
  #feedback;
  #onFeedback;
  #onClose;
  #dialog = null;

  /** `feedback`: what was given so far, or null; `onFeedback(feedback)`: other is given; `onClose()`: it is gone. */
  constructor(film, { feedback, onFeedback, onClose }) {
    this.#film = film;
    this.#feedback = feedback;
    this.#onFeedback = onFeedback;
    this.#onClose = onClose;
  }

  connect() {
    const film = this.#film;
    const side = el("div", { class: "film-side" }, poster(film, LARGE), this.#row());
    const main = el("div", { class: "film-main" }, facts(film), reasons(film), where(film), links(film));
    this.#dialog = openDialog(film.title, el("div", { class: "film" }, side, main));
    this.#dialog.classList.add("film-dialog");
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", this.#onClose);
  }

  /** Close without a word to who opened it. */
  dismiss() {
    this.#dialog?.close();
  }

  #row = () => feedbackRow(this.#film, this.#feedback);

  #clicked({ target }) {
    const control = target.closest("[data-feedback], [data-undo]");
    if (!control) return;
    this.#feedback = control.dataset.feedback ?? null;
    this.#onFeedback(this.#feedback);
    const row = this.#row();
    this.#dialog.querySelector(".feedback").replaceWith(row);
    row.querySelector("button").focus();
  }
}

function facts(film) {
  const { original_title: original, title, rating_tmdb: rating, votes_tmdb: votes } = film;
  const line = [
    film.year,
    film.runtime && runtime(film.runtime),
    film.original_language && languageName(film.original_language),
  ];
  const rated = rating && formatNumber(rating, { minimumFractionDigits: 1 });
  return el(
    "div",
    { class: "film-facts" },
    original &&
      original !== title &&
      el("p", { class: "original" }, visuallyHidden(t("card.original", { title: "" })), original),
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
    const shown = [member, rating && stars(rating), liked && "♥"].filter(Boolean).join(" ");
    const spoken = [rating && t("details.stars", { stars: formatNumber(rating) }), liked && t("details.liked")]
      .filter(Boolean)
      .join(", ");
    return el(
      "li",
      {},
      el("span", {}, el("b", {}, title), year && ` ${year}`),
      el(
        "span",
        { class: "reason-rating" },
        el("span", { "aria-hidden": "true" }, shown),
        visuallyHidden([member, spoken].filter(Boolean).join(": ")),
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
