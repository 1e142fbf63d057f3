// The server's English sentences in the reader's language, by their patterns in static/i18n/server/, which are fetched
// with the first sentence. One without a pattern stays as it is, marked as English.

import { language } from "./messages.js";

const ENGLISH = "en";

let translation = null; // promise of what `translator` returns

/** Show the server's `sentence` as the text of `node`. */
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

/** Fetch the translator; without a connection all stays English. */
const fetchTranslator = () =>
  fetch(new URL(`../../i18n/server/${language()}.json`, import.meta.url))
    .then((answer) => answer.json())
    .then(translator, () => () => null);

/**
 * Return a function from a sentence to its translation, or null. `sentences`: English pattern -> pattern in another
 * language; {names} in both stand for any text, which is translated too if known. Pure.
 */
export function translator(sentences) {
  const patterns = Object.entries(sentences).map(([english, words]) => ({ pattern: expression(english), words }));
  const translate = (sentence) => {
    for (const { pattern, words } of patterns) {
      const match = pattern.exec(sentence);
      if (match) return words.replace(/\{(\w+)\}/g, (_, name) => translateAll(match.groups[name]));
    }
    return null;
  };
  /** Translate all of a text: a row may have several faults. */
  const translateAll = (text) =>
    translate(text) ??
    text
      .split("; ")
      .map((part) => translate(part) ?? part)
      .join("; ");
  return (sentence) => {
    const words = translateAll(sentence);
    return words === sentence ? null : words;
  };
}

const expression = (pattern) =>
  new RegExp(`^${pattern.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "s");
