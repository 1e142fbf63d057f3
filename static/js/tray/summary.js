// What can be told of the films for tonight. Pure, but for chance.

import { grouped } from "../cards/offers.js";
import { runtime } from "../i18n/format.js";
import { t } from "../i18n/messages.js";

const WORDS = 2 ** 32;

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

/** One of `films`, each as likely as any other; not `former` where there is another. `draw()`: 0 to 2^32 - 1. */
export function pick(films, former = null, draw = drawn) {
  const others = films.filter((film) => film !== former);
  const from = others.length ? others : films;
  const fair = WORDS - (WORDS % from.length); // beyond it, the first ones would come up more often
  let word = draw();
  while (word >= fair) word = draw();
  return from[word % from.length];
}

const drawn = () => crypto.getRandomValues(new Uint32Array(1))[0];
