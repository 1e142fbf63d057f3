// The parts of a film's dialog; null where there is nothing to show.

import { originalTitle } from "../cards/card.js";
import { groupList } from "../cards/offer-panel.js";
import { grouped } from "../cards/offers.js";
import { imageAddress } from "../cards/poster.js";
import { byId, el, visuallyHidden } from "../dom/elements.js";
import { formatNumber, runtime, stars } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { countryName, genreName } from "../i18n/names.js";
import { languageName, traitName } from "../i18n/traits.js";

const MOST_CAST = 5;

/** Return whether this may be a demo, whose ids lead to no real page. */
export const isDemo = () => document.documentElement.dataset.demo !== "false";

/** Build the picture at the top; if it fails, nothing is missing. */
export function backdrop({ backdrop: address }) {
  if (!address) return null;
  const image = el("img", { class: "backdrop", alt: "", decoding: "async", src: imageAddress(address) });
  image.addEventListener("error", () => image.remove(), { once: true });
  return image;
}

export const tagline = ({ tagline: words }) => (words ? el("p", { class: "tagline" }, words) : null);

export const plot = ({ overview }) =>
  el("p", { class: overview ? "film-plot" : "hint" }, overview || t("details.no_plot"));

/** Build the facts; `country`: the code for the age rating. */
export function facts(film, country) {
  const { rating_tmdb: rating, votes_tmdb: votes, certification } = film;
  const line = [
    film.year,
    film.runtime && runtime(film.runtime),
    ...(film.countries ?? []).map(countryName),
    film.original_language && languageName(film.original_language),
  ];
  const ageRating = { rating: certification, country: country && countryName(country) };
  const ratingText = rating && formatNumber(rating, { minimumFractionDigits: 1 });
  return el(
    "div",
    { class: "film-facts" },
    originalTitle(film),
    el("p", {}, line.filter(Boolean).join(" · ")),
    film.director && el("p", {}, t("details.by", { name: film.director })),
    film.genres?.length > 0 && el("p", {}, film.genres.map(genreName).join(", ")),
    certification && el("p", {}, t(country ? "details.age_in" : "details.age", ageRating)),
    ratingText &&
      el(
        "p",
        { class: "film-rating" },
        el("b", {}, `★ ${ratingText}`),
        " ",
        votes ? t("details.votes", { count: votes }) : "TMDB",
      ),
  );
}

export function cast({ cast: people = [] }) {
  if (!people?.length) return null;
  const rows = people
    .slice(0, MOST_CAST)
    .map(({ name, character }) => el("li", {}, el("b", {}, name), " ", character && el("span", {}, character)));
  return el("section", {}, el("h3", {}, t("details.cast")), el("ul", { class: "cast", role: "list" }, ...rows));
}

export function reasons({ reasons: all = [], reason }) {
  if (all.length === 0 && !reason) return null;
  const rows = all.map(({ title, year, rating, liked, shared = [], member }) => {
    const visibleWords = [member, rating && stars(rating), liked && "♥"].filter(Boolean).join(" ");
    const spokenWords = [rating && t("details.stars", { stars: formatNumber(rating) }), liked && t("details.liked")]
      .filter(Boolean)
      .join(", ");
    return el(
      "li",
      {},
      el("span", {}, el("b", {}, title), year && ` ${year}`),
      el(
        "span",
        { class: "reason-rating" },
        el("span", { "aria-hidden": "true" }, visibleWords),
        visuallyHidden([member, spokenWords].filter(Boolean).join(": ")),
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

export function offerSection({ offers = [], availability }) {
  if (availability === "not_requested") return null;
  const groups = grouped(offers);
  const words = availability === "unknown" ? `${t("card.unknown")}. ${t("card.unknown_more")}` : t("card.none");
  const list = groups.length
    ? el("div", { class: "film-offers" }, ...groups.map((each) => groupList(each, "h4")))
    : el("p", {}, words);
  const credit = byId("justwatch-mark").parentElement.cloneNode(true);
  credit.querySelector("[id]").removeAttribute("id");
  return el("section", {}, el("h3", {}, t("details.where")), list, credit);
}

export function links({ tmdb_id: id, imdb_id: imdb }) {
  if (isDemo()) return null;
  const pages = { Letterboxd: `https://letterboxd.com/tmdb/${id}/`, TMDB: `https://www.themoviedb.org/movie/${id}` };
  if (imdb) pages.IMDb = `https://www.imdb.com/title/${encodeURIComponent(imdb)}/`;
  const all = Object.entries(pages).map(([name, href]) =>
    el("a", { class: "button", href, target: "_blank", rel: "noopener" }, name),
  );
  return el("p", { class: "film-links" }, ...all);
}
