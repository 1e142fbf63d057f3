// Failures in plain words. Pure, once the texts are set.

import { has, language, lookUp, t } from "./messages.js";

/** Failure -> another, whose words it shares. */
const SAME_WORDS = {
  "letterboxd-unavailable": "profile-unavailable",
  "letterboxd-unreadable": "profile-unreadable",
  "bad-request": "invalid-request",
  "not-found": "invalid-request",
  "result-expired": "job-unknown",
  "shutting-down": "job-lost",
  unauthorized: "internal",
};
/** Filters that have another name on the page. */
const FILTERS = { original_language: "languages" };

/** Return the key of the words of `slug`; undefined without any. */
export function failureKey(slug) {
  const key = SAME_WORDS[slug] ?? slug;
  return has(`failure.${key}`) ? key : undefined;
}

/**
 * Return {key, title, text} of a Problem. `name`: the member concerned, "" for a nameless export. Without words of
 * ours, the text is the server's, in English.
 */
export function failureInWords({ slug, detail, hint, fields }, name) {
  const key = failureKey(slug) ?? (detail ? "unnamed" : "internal");
  const wrongFields = Object.keys(fields ?? {});
  const variant = wrongFields.length ? "fields" : name ? "text" : "nameless";
  const values = { name, detail: [detail, hint].filter(Boolean).join(" "), fields: listed(wrongFields.map(fieldName)) };
  return {
    key,
    title: t(`failure.${key}.title`),
    text: t(`failure.${key}.${has(`failure.${key}.${variant}`) ? variant : "text"}`, values),
  };
}

const fieldName = (name) => lookUp(`field.${name}`) ?? lookUp(`filter.${FILTERS[name] ?? name}`) ?? name;

const listed = (names) => new Intl.ListFormat(language(), { type: "unit", style: "long" }).format(names);
