// What the server says in English, in the reader's language: its sentences by their patterns, as they stand in
// static/i18n/server/. Fetched when there is such a sentence. One that is not there stays as it is, marked as English.

import { language } from "./messages.js";

const ENGLISH = "en";

let translation = null; // promise of a function as of `translator`

/** `sentence`, of the server's own, as the text of `node`. */
export async function showServerWords(node, sentence) {
  node.textContent = sentence;
  node.lang = ENGLISH;
  if (language() === ENGLISH) return;
  translation ??= fetchTranslator();
  const words = (await translation)(sentence);
  if (words === null) return;
  node.textContent = words;
  node.lang = language();
}

/** Without a connection all stays English. */
const fetchTranslator = () =>
  fetch(new URL(`../../i18n/server/${language()}.json`, import.meta.url))
    .then((answer) => answer.json())
    .then(translator, () => () => null);

/**
 * A function from a sentence to its translation, or null. `sentences`: pattern in English -> pattern in another
 * language; {names} in both stand for anything, which is translated too where it is known. Pure.
 */
export function translator(sentences) {
  const patterns = Object.entries(sentences).map(([english, words]) => ({ matches: expression(english), words }));
  const translate = (sentence) => {
    for (const { matches, words } of patterns) {
      const found = matches.exec(sentence);
      if (found) return words.replace(/\{(\w+)\}/g, (_, name) => whole(found.groups[name]));
    }
    return null;
  };
  /** Several faults of one row stand behind each other. */
  const whole = (text) =>
    translate(text) ??
    text
      .split("; ")
      .map((part) => translate(part) ?? part)
      .join("; ");
  return (sentence) => {
    const words = whole(sentence);
    return words === sentence ? null : words;
  };
}

const expression = (pattern) =>
  new RegExp(`^${pattern.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "s");
