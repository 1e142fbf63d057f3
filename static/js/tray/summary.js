// Texts about the films for tonight. Pure.

import { grouped } from "../cards/offers.js";
import { runtime } from "../i18n/format.js";
import { t } from "../i18n/messages.js";

/** Return the running time in minutes, and the number of films without it. */
export const totalRuntime = (films) => ({
  minutes: films.reduce((sum, film) => sum + (film.runtime ?? 0), 0),
  unknown: films.filter((film) => !film.runtime).length,
});

/** Return "3 films · 5 h 12 min". */
export function summary(films) {
  const { minutes, unknown } = totalRuntime(films);
  const time = minutes > 0 && (unknown ? t("tonight.at_least", { time: runtime(minutes) }) : runtime(minutes));
  return [t("filter.films", { count: films.length }), time].filter(Boolean).join(" · ");
}

/** Return "1994 · 2 h 5 min · Included: MUBI", with the cheapest offers and without unknown facts. */
export function facts(film) {
  const [cheapest] = grouped(film.offers ?? []);
  const offers = cheapest && `${t(`card.${cheapest[0]}`)}: ${[...cheapest[1].keys()].join(", ")}`;
  return [film.year, film.runtime && runtime(film.runtime), offers].filter(Boolean).join(" · ");
}

/** Return the films as text to send. */
export const asText = (films) =>
  [`${t("tonight.title")} (${summary(films)})`, ...films.map((film) => `• ${film.title} · ${facts(film)}`)].join("\n");
