// Texts of the person's language. A language is one file in static/i18n/ and its name in LANGUAGES.

import { ROOT } from "../api/client.js";
import { read, write } from "../storage/local.js";

const LANGUAGES = ["en", "es"];
const KEY = "language";
const FALLBACK = LANGUAGES[0];

let texts = {};
let plural = new Intl.PluralRules(FALLBACK);
let number = new Intl.NumberFormat(FALLBACK);

export const language = () => document.documentElement.lang;

/** In every language, since it is said when no catalogue came. */
const UNREACHED = "No connection: reload the page. · Sin conexión: recarga la página.";

/** Load the catalogue, fill the page, and show it. Without a catalogue the page says so; throws then. */
export async function loadLanguage() {
  const wanted = [read(KEY, ""), ...navigator.languages].map((tag) => tag.split("-")[0]);
  const chosen = wanted.find((tag) => LANGUAGES.includes(tag)) ?? FALLBACK;
  try {
    texts = await (await fetch(new URL(`static/i18n/${chosen}.json`, ROOT))).json();
  } catch (error) {
    document.body.textContent = UNREACHED;
    document.documentElement.dataset.ready = "";
    throw error;
  }
  plural = new Intl.PluralRules(chosen);
  number = new Intl.NumberFormat(chosen);
  document.documentElement.lang = chosen;
  fillTexts(document);
  offerLanguages();
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

/** "12 minutes ago"; `at` in ms since the epoch. */
export function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60_000);
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  if (minutes < 1) return t("results.just_now");
  if (minutes < 60) return format.format(-minutes, "minute");
  return minutes < 60 * 36
    ? format.format(-Math.round(minutes / 60), "hour")
    : format.format(-Math.round(minutes / 1440), "day");
}

/** A film's length in minutes, in words. */
export function runtime(minutes) {
  if (minutes < 60) return t("card.minutes", { minutes });
  return t("card.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A language (ISO 639-1) in the reader's words. */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(code === "cn" ? "yue" : code);
  } catch {
    return code;
  }
}

/** A country in the reader's words. */
export const countryName = (code) => new Intl.DisplayNames([language()], { type: "region" }).of(code);

/** The other languages, by their own names; the choice is remembered. */
function offerLanguages() {
  const buttons = LANGUAGES.filter((tag) => tag !== language()).map((tag) => {
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
    const button = Object.assign(document.createElement("button"), { type: "button", lang: tag, textContent: name });
    button.addEventListener("click", () => {
      write(KEY, tag);
      location.reload();
    });
    return button;
  });
  document.getElementById("languages")?.replaceChildren(...buttons);
}

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
