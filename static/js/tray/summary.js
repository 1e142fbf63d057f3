// What can be told of the films for tonight. Pure.

import { grouped } from "../cards/offers.js";
import { runtime } from "../i18n/format.js";
import { t } from "../i18n/messages.js";

/** Running time of all, in minutes, and of how many films it is not known. */
export const together = (films) => ({
  minutes: films.reduce((sum, film) => sum + (film.runtime ?? 0), 0),
  unknown: films.filter((film) => !film.runtime).length,
});

/** "3 films · 5 h 12 min" */
export function summary(films) {
  const { minutes, unknown } = together(films);
  const time = minutes > 0 && (unknown ? t("tonight.at_least", { time: runtime(minutes) }) : runtime(minutes));
  return [t("filter.films", { count: films.length }), time].filter(Boolean).join(" · ");
}

/** "1994 · 2 h 5 min · Included: MUBI": how to watch it for least; what is not known is left out. */
export function facts(film) {
  const [cheapest] = grouped(film.offers ?? []);
  const where = cheapest && `${t(`card.${cheapest[0]}`)}: ${[...cheapest[1].keys()].join(", ")}`;
  return [film.year, film.runtime && runtime(film.runtime), where].filter(Boolean).join(" · ");
}

/** The films as text, to be sent to somebody. */
export const asText = (films) =>
  [`${t("tonight.title")} (${summary(films)})`, ...films.map((film) => `• ${film.title} · ${facts(film)}`)].join("\n");
