// The country of a search without one: remembered, else guessed from the browser's languages.

import { getMeta } from "../server/client.js";
import { read } from "../storage/local.js";
import { KEY } from "./country.js";

const CODE = /^[A-Z]{2}$/;

/** Return the first code that `isServed(code)`, else `fallback`, the server's default. */
export function likelyCountry(isServed, fallback) {
  return [read(KEY), ...guesses()].filter(Boolean).find(isServed) ?? fallback;
}

/** Return the country. Without an answer all codes pass; the job then tells of the dead connection. */
export async function guessCountry() {
  try {
    const meta = await getMeta();
    return likelyCountry((code) => meta.countries.includes(code), meta.default_country);
  } catch {
    return likelyCountry((code) => CODE.test(code), "US");
  }
}

/** Return named regions ("es-CL"), then those that a bare language ("ja") suggests. */
function guesses() {
  const locales = navigator.languages.map(locale).filter(Boolean);
  return [...locales.map(({ region }) => region), ...locales.map((each) => each.maximize().region)];
}

/** Return null for a wrong tag: browsers pass on "C", "en-US@posix" or "*" of the system. */
function locale(tag) {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}
