// The texts of one language, and their filling. Pure, once they are set.

let texts = {};
let tag = "en";
let plural = new Intl.PluralRules(tag);
let number = new Intl.NumberFormat(tag);

/** Return the language, BCP 47. */
export const language = () => tag;

/** Use the texts of `catalogue`, in `newTag`. */
export function setMessages(newTag, catalogue) {
  tag = newTag;
  texts = catalogue;
  plural = new Intl.PluralRules(tag);
  number = new Intl.NumberFormat(tag);
}

/** Return the text at `key` ("card.reason"). `values` fill {names}; `values.count` chooses "=2" or a plural form. */
export function t(key, values = {}) {
  let text = lookUp(key);
  if (text === undefined) return key;
  if (typeof text === "object") text = text[`=${values.count}`] ?? text[plural.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => format(values[name]));
}

export const has = (key) => lookUp(key) !== undefined;

/** Return the text or the branch at `key`; undefined without any. */
export const lookUp = (key) => key.split(".").reduce((branch, name) => branch?.[name], texts);

const format = (value) => (typeof value === "number" ? number.format(value) : String(value ?? ""));
