// The page in the person's language. A language is one file in static/i18n/ and its tag in LANGUAGES.

import { ROOT } from "../server/root.js";
import { read } from "../storage/local.js";
import { setMessages, t } from "./messages.js";

const LANGUAGES = ["en", "es"];
const KEY = "language";
/** In every language, since it is shown when no catalogue came. */
const UNREACHED = "No connection: reload the page. · Sin conexión: recarga la página.";

/** Load the catalogue, fill the page, and show it. Without a catalogue the page says so; throws then. */
export async function loadLanguage() {
  const asked = new URLSearchParams(location.search).get(KEY); // where the choice cannot be remembered
  const preferred = [asked, read(KEY), ...navigator.languages].map((tag) => `${tag}`.split(/[-_]/)[0].toLowerCase());
  const chosen = preferred.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
  try {
    setMessages(chosen, await (await fetch(new URL(`static/i18n/${chosen}.json`, ROOT))).json());
  } catch (error) {
    document.body.textContent = UNREACHED;
    document.documentElement.dataset.ready = "";
    throw error;
  }
  document.documentElement.lang = chosen;
  fillTexts();
  document.documentElement.dataset.ready = "";
  import("./language-choice.js").then(
    ({ offerLanguages }) => offerLanguages(LANGUAGES),
    () => {},
  );
}

/** data-t names the key of a node's text, data-t-aria-label that of its label. */
function fillTexts() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-aria-label]"))
    node.setAttribute("aria-label", t(node.dataset.tAriaLabel));
}
