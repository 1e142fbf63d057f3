// The page in the person's language. A language is one file in static/i18n/ and its tag in LANGUAGES.

import { ROOT } from "../server/root.js";
import { read, write } from "../storage/local.js";
import { language, setMessages, t } from "./messages.js";

const LANGUAGES = ["en", "es"];
const KEY = "language";
/** In every language, since it is shown when no catalogue came. */
const UNREACHED = "No connection: reload the page. · Sin conexión: recarga la página.";

/** Load the catalogue, fill the page, and show it. Without a catalogue the page says so; throws then. */
export async function loadLanguage() {
  const preferred = [read(KEY, ""), ...navigator.languages].map((tag) => tag.split("-")[0]);
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
  offerLanguages();
  document.documentElement.dataset.ready = "";
}

/** data-t names the key of a node's text, data-t-aria-label that of its label. */
function fillTexts() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-aria-label]"))
    node.setAttribute("aria-label", t(node.dataset.tAriaLabel));
}

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
  document.getElementById("languages").replaceChildren(...buttons);
}
