// The country whose services are asked: remembered, else guessed from the browser's language.

import { read, write } from "../storage/local.js";

const KEY = "country";

export const rememberCountry = (code) => write(KEY, code);

/** `isServed` tells whether the server knows a code; `fallback`: the server's own default. */
export function likelyCountry(isServed, fallback) {
  return [read(KEY), ...guesses()].filter(Boolean).find(isServed) ?? fallback;
}

/** Regions named outright ("es-CL") go before those that a bare language ("ja") suggests. */
function guesses() {
  const locales = navigator.languages.map((tag) => new Intl.Locale(tag));
  return [...locales.map((locale) => locale.region), ...locales.map((locale) => locale.maximize().region)];
}
