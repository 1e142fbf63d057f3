// The country whose services are asked: remembered, else guessed from the browser's language.

const KEY = "country";

export function rememberCountry(code) {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // Storage may be refused; the choice then lives in the address only.
  }
}

/** `isServed` tells whether the server knows a code; `fallback`: the server's own default. */
export function likelyCountry(isServed, fallback) {
  return [remembered(), ...guesses()].filter(Boolean).find(isServed) ?? fallback;
}

/** Regions named outright ("es-CL") go before those that a bare language ("ja") suggests. */
function guesses() {
  const locales = navigator.languages.map((tag) => new Intl.Locale(tag));
  return [...locales.map((locale) => locale.region), ...locales.map((locale) => locale.maximize().region)];
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
