// What films share, by its name in the reader's language: decades, languages, genres.

import { t } from "./messages.js";
import { displayName, genreName } from "./names.js";

/** `decade`: its first year, as text or number. */
export const decadeName = (decade) => t("filter.decade", { decade: String(decade) });

/** A language (ISO 639-1, and TMDB's own "cn" for Cantonese). */
export const languageName = (code) => displayName("language", code === "cn" ? "yue" : code);

const TRAITS = {
  genre: genreName,
  decade: (name) => decadeName(name.slice(0, 4)), // "1990s"
  language: languageName,
};

/** What films share, or a member watches: `kind` says what `name` is the name of. */
export const traitName = ({ kind, name }) => TRAITS[kind]?.(name) ?? name;
