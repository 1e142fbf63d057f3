// Texts of the person's language. A language is one file in static/i18n/ and its name in LANGUAGES.

import { ROOT } from "./api.js";

const LANGUAGES = ["en", "es"];
const FALLBACK = LANGUAGES[0];

let texts = {};
let plural = new Intl.PluralRules(FALLBACK);
let number = new Intl.NumberFormat(FALLBACK);

export const language = () => document.documentElement.lang;

/** Load the catalogue, fill the page's own texts, and show the page. */
export async function loadLanguage() {
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
  const chosen = wanted.find((tag) => LANGUAGES.includes(tag)) ?? FALLBACK;
  const answer = await fetch(new URL(`static/i18n/${chosen}.json`, ROOT));
  if (!answer.ok) throw new Error(`no texts: ${answer.status}`);
  texts = await answer.json();
  plural = new Intl.PluralRules(chosen);
  number = new Intl.NumberFormat(chosen);
  document.documentElement.lang = chosen;
  fillTexts(document);
  document.documentElement.dataset.ready = "";
}

/** The text at `key` ("card.reason"). `values` fill {names}; `values.count` chooses the plural form. */
export function t(key, values = {}) {
  let text = lookUp(key);
  if (text === undefined) return key;
  if (typeof text === "object") text = text[plural.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => show(values[name]));
}

/** TMDB's English genre names, in the reader's language where we have them. */
export const genreName = (name) => lookUp("genres")?.[name] ?? name;

export const has = (key) => lookUp(key) !== undefined;

export const formatNumber = (value, options) => new Intl.NumberFormat(language(), options).format(value);

/** "1 min 5 s" */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("progress.seconds", { seconds: whole });
  return t("progress.minutes", { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** A country in the reader's words. */
export const countryName = (code) => new Intl.DisplayNames([language()], { type: "region" }).of(code);

/** data-t names the key of a node's text, data-t-aria-label that of its label. */
function fillTexts(root) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-aria-label]"))
    node.setAttribute("aria-label", t(node.dataset.tAriaLabel));
}

function lookUp(key) {
  return key.split(".").reduce((branch, name) => branch?.[name], texts);
}

const show = (value) => (typeof value === "number" ? number.format(value) : String(value ?? ""));
