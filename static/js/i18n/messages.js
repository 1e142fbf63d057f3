// The texts of one language, and how a text is filled. Pure, once the texts are set.

let texts = {};
let tag = "en";
let plural = new Intl.PluralRules(tag);
let number = new Intl.NumberFormat(tag);

/** The language in use, BCP 47. */
export const language = () => tag;

/** From now on, texts are those of `catalogue`, in `newTag`. */
export function setMessages(newTag, catalogue) {
  tag = newTag;
  texts = catalogue;
  plural = new Intl.PluralRules(tag);
  number = new Intl.NumberFormat(tag);
}

/** The text at `key` ("card.reason"). `values` fill {names}; `values.count` chooses a form: "=2", else the plural. */
export function t(key, values = {}) {
  let text = lookUp(key);
  if (text === undefined) return key;
  if (typeof text === "object") text = text[`=${values.count}`] ?? text[plural.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => format(values[name]));
}

export const has = (key) => lookUp(key) !== undefined;

/** Whatever stands at `key`, also a branch; undefined when there is nothing. */
export const lookUp = (key) => key.split(".").reduce((branch, name) => branch?.[name], texts);

const format = (value) => (typeof value === "number" ? number.format(value) : String(value ?? ""));
