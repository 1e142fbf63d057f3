// The page in the person's language. A language needs files in static/i18n/ and its server/, and a tag here.

import { read } from "../storage/local.js";
import { setMessages } from "./messages.js";

const LANGUAGES = ["en", "es"];
const KEY = "language";
/** In all languages: it is shown when no catalogue came. */
const UNREACHED = "No connection: reload the page. · Sin conexión: recarga la página.";

/**
 * Load the catalogue. The server has written the page in the language that the browser asks for; if another is
 * chosen, its texts are replaced. Without a catalogue the page says so, and this throws.
 */
export async function loadLanguage() {
  const asked = new URLSearchParams(location.search).get(KEY); // if the choice cannot be saved
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

/** Offer the other languages; without a connection there are none. */
export const offerLanguages = () =>
  import("./language-choice.js").then(
    (choice) => choice.offerLanguages(LANGUAGES),
    () => {},
  );
