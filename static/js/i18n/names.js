// Names of genres and countries in the reader's language.

import { language, lookUp } from "./messages.js";

/** Return TMDB's English genre in the reader's language, if we have it. */
export const genreName = (name) => lookUp("genres")?.[name] ?? name;

/** Name a country (ISO 3166-1 alpha-2). */
export const countryName = (code) => displayName("region", code);

/** Name `code`, itself if unknown; `type` as of `Intl.DisplayNames`. */
export function displayName(type, code) {
  try {
    return new Intl.DisplayNames([language()], { type }).of(code);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return code;
  }
}
