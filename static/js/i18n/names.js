// Genres, decades, languages and countries by their names in the reader's language.

import { language, lookUp, t } from "./messages.js";

/** TMDB's English genre names, in the reader's language where we have them. */
export const genreName = (name) => lookUp("genres")?.[name] ?? name;

/** `decade`: its first year, as text or number. */
export const decadeName = (decade) => t("filter.decade", { decade: String(decade) });

/** A language (ISO 639-1, and TMDB's own "cn" for Cantonese). */
export const languageName = (code) => displayName("language", code === "cn" ? "yue" : code);

/** A country (ISO 3166-1 alpha-2). */
export const countryName = (code) => displayName("region", code);

const TRAITS = {
  genre: genreName,
  decade: (name) => decadeName(name.slice(0, 4)), // "1990s"
  language: languageName,
};

/** What films share, or a member watches: `kind` says what `name` is the name of. */
export const traitName = ({ kind, name }) => TRAITS[kind]?.(name) ?? name;

/** `code` itself where it is none. */
function displayName(type, code) {
  try {
    return new Intl.DisplayNames([language()], { type }).of(code);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return code;
  }
}
