// Filters in words.

import { formatNumber, genreName, languageName, t } from "./i18n.js";

const NAMERS = {
  services: (name) => name,
  genres: genreName,
  exclude_genres: (name) => t("filter.not", { name: genreName(name) }),
  decades: (decade) => t("filter.decade", { decade: String(decade) }),
  languages: languageName,
  runtime_max: (minutes) => t(Number(minutes) === 100 ? "filter.tonight" : "filter.under", { minutes: Number(minutes) }),
  min_rating: (rating) => t("filter.from_rating", { rating: formatNumber(Number(rating), { minimumFractionDigits: 1 }) }),
  watchlist: (wish) => t(`filter.watchlist_${wish}`),
};

/** A choice of a facet; a facet as a whole when `value` is null. */
export const labelOf = ({ name, value }) => (value === null ? t(`filter.${name}`) : NAMERS[name](value));
