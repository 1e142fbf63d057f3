// Genres and countries by their names in the reader's language.

import { language, lookUp } from "./messages.js";

/** TMDB's English genre names, in the reader's language where we have them. */
export const genreName = (name) => lookUp("genres")?.[name] ?? name;

/** A country (ISO 3166-1 alpha-2). */
export const countryName = (code) => displayName("region", code);

/** `code` itself where it is none; `type` as of `Intl.DisplayNames`. */
export function displayName(type, code) {
  try {
    return new Intl.DisplayNames([language()], { type }).of(code);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return code;
  }
}
