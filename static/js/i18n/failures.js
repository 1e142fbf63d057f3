// A failure in words a person understands. Pure, once the texts are set.

import { has, language, lookUp, t } from "./messages.js";

/** Failures that say the same to a person. */
const SAME = {
  "letterboxd-unavailable": "profile-unavailable",
  "letterboxd-unreadable": "profile-unreadable",
  "bad-request": "invalid-request",
  "not-found": "invalid-request",
  "result-expired": "job-unknown",
  "shutting-down": "job-lost",
  unauthorized: "internal",
};
/** Filters of a request that the page calls otherwise. */
const FILTERS = { original_language: "languages" };

/** Where the words of `slug` stand; undefined when there are none. */
export function failureKey(slug) {
  const key = SAME[slug] ?? slug;
  return has(`failure.${key}`) ? key : undefined;
}

/**
 * {key, title, text} of a Problem. `name`: whom it is about, "" for an export without a name. What nobody has words
 * for is told in the server's own, which are English.
 */
export function failureInWords({ slug, detail, hint, fields }, name) {
  const key = failureKey(slug) ?? (detail ? "unnamed" : "internal");
  const wrong = Object.keys(fields ?? {});
  const variant = wrong.length ? "fields" : name ? "text" : "nameless";
  const values = { name, detail: [detail, hint].filter(Boolean).join(" "), fields: listed(wrong.map(fieldName)) };
  return {
    key,
    title: t(`failure.${key}.title`),
    text: t(`failure.${key}.${has(`failure.${key}.${variant}`) ? variant : "text"}`, values),
  };
}

const fieldName = (name) => lookUp(`field.${name}`) ?? lookUp(`filter.${FILTERS[name] ?? name}`) ?? name;

const listed = (names) => new Intl.ListFormat(language(), { type: "unit", style: "long" }).format(names);
