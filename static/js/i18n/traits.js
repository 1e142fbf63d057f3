// Names of traits in the reader's language: decades, languages, genres.

import { t } from "./messages.js";
import { displayName, genreName } from "./names.js";

/** Name a decade, given by its first year, as text or number. */
export const decadeName = (decade) => t("filter.decade", { decade: String(decade) });

/** Name a language (ISO 639-1, and TMDB's "cn" for Cantonese). */
export const languageName = (code) => displayName("language", code === "cn" ? "yue" : code);

const TRAITS = {
  genre: genreName,
  decade: (name) => decadeName(name.slice(0, 4)), // "1990s"
  language: languageName,
};

/** Name a trait of films or of a taste: `kind` says what `name` names. */
export const traitName = ({ kind, name }) => TRAITS[kind]?.(name) ?? name;
