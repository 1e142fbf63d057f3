// The page in the person's language. A language is one file in static/i18n/ and its tag in LANGUAGES.

import { read } from "../storage/local.js";
import { setMessages } from "./messages.js";

const LANGUAGES = ["en", "es"];
const KEY = "language";
/** In every language, since it is shown when no catalogue came. */
const UNREACHED = "No connection: reload the page. · Sin conexión: recarga la página.";

/**
 * Load the catalogue. The server has written the page in the language that the browser asks for; where another was
 * chosen here, it is filled anew. Without a catalogue the page says so; throws then.
 */
export async function loadLanguage() {
  const asked = new URLSearchParams(location.search).get(KEY); // where the choice cannot be remembered
  const preferred = [asked, read(KEY), ...navigator.languages].map((tag) => `${tag}`.split(/[-_]/)[0].toLowerCase());
  const chosen = preferred.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
  try {
    setMessages(chosen, await (await fetch(new URL(`../../i18n/${chosen}.json`, import.meta.url))).json());
  } catch (error) {
    document.body.textContent = UNREACHED;
    document.documentElement.dataset.ready = "";
    throw error;
  }
  const root = document.documentElement;
  if (root.lang !== chosen) (await import("./fill.js")).fillTexts();
  root.lang = chosen;
  root.dataset.ready = "";
}

/** Without a connection there is only the language that the page has. */
export const offerLanguages = () =>
  import("./language-choice.js").then(
    (choice) => choice.offerLanguages(LANGUAGES),
    () => {},
  );
