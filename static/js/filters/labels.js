// Filters, and what films share, in words.

import { formatNumber, genreName, language, languageName, t } from "../i18n/messages.js";

const DECADE = /^\d{4}s$/;

const NAMERS = {
  services: (name) => name,
  genres: genreName,
  exclude_genres: (name) => t("filter.not", { name: genreName(name) }),
  decades: (decade) => t("filter.decade", { decade: String(decade) }),
  languages: (code) => capitalised(languageName(code)),
  runtime_max: (minutes) =>
    t(Number(minutes) === 100 ? "filter.tonight" : "filter.under", { minutes: Number(minutes) }),
  min_rating: (rating) =>
    t("filter.from_rating", { rating: formatNumber(Number(rating), { minimumFractionDigits: 1 }) }),
  watchlist: (wish) => t(`filter.watchlist_${wish}`),
};

/** A genre, a decade ("1990s") or a name, as the server says it. */
export const traitName = (trait) =>
  DECADE.test(trait) ? t("filter.decade", { decade: trait.slice(0, 4) }) : genreName(trait);

const capitalised = (word) => word.charAt(0).toLocaleUpperCase(language()) + word.slice(1);

/** A choice of a facet; a facet as a whole when `value` is null. */
export const labelOf = ({ name, value }) => (value === null ? t(`filter.${name}`) : NAMERS[name](value));
