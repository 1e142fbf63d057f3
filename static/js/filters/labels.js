// Filters in words, and the choices in the panel.

import { formatNumber } from "../i18n/format.js";
import { language, t } from "../i18n/messages.js";
import { genreName } from "../i18n/names.js";
import { decadeName, languageName } from "../i18n/traits.js";
import { serviceName } from "./service-names.js";

/** `runtime_max` for an evening after work, in minutes. */
export const TONIGHT = 99;

const LABELS = {
  services: serviceName,
  genres: genreName,
  exclude_genres: (name) => t("filter.excluded", { name: genreName(name) }),
  decades: decadeName,
  languages: (code) => capitalised(languageName(code)),
  runtime_max: (most) => t(most === TONIGHT ? "filter.tonight" : "filter.under", { minutes: most + 1 }),
  min_rating: (rating) => t("filter.from_rating", { rating: formatNumber(rating, { minimumFractionDigits: 1 }) }),
  watchlist: (wanted) => t(`filter.watchlist_${wanted}`),
};

/** The choices of filters that take one number or word. */
export const SINGLE_CHOICES = {
  runtime_max: [89, TONIGHT, 119, 149],
  min_rating: [7, 7.5, 8, 8.5],
  watchlist: ["only", "exclude"],
};

const capitalised = (word) => word.charAt(0).toLocaleUpperCase(language()) + word.slice(1);

/** Return a choice in words, the filter's name if `value` is null. */
export const labelOf = ({ name, value }) => (value === null ? t(`filter.${name}`) : LABELS[name](value));
