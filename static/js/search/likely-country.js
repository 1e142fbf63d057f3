// The country of a search that names none: remembered, else guessed from the browser's language.

import { getMeta } from "../server/client.js";
import { read } from "../storage/local.js";
import { KEY } from "./country.js";

const CODE = /^[A-Z]{2}$/;

/** `isServed` tells whether the server knows a code; `fallback`: the server's own default. */
export function likelyCountry(isServed, fallback) {
  return [read(KEY), ...guesses()].filter(Boolean).find(isServed) ?? fallback;
}

/** Without an answer, whatever the browser suggests; the job then tells of the dead connection. */
export async function guessCountry() {
  try {
    const meta = await getMeta();
    return likelyCountry((code) => meta.countries.includes(code), meta.default_country);
  } catch {
    return likelyCountry((code) => CODE.test(code), "US");
  }
}

/** Regions named outright ("es-CL") go before those that a bare language ("ja") suggests. */
function guesses() {
  const locales = navigator.languages.map(locale).filter(Boolean);
  return [...locales.map(({ region }) => region), ...locales.map((each) => each.maximize().region)];
}

/** Null for what is no tag: browsers pass on "C", "en-US@posix" or "*" of the system's settings. */
function locale(tag) {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}
