// A Letterboxd name out of whatever a person pastes: "name", "@name", a profile address, stray spaces.

const NAME = /^[A-Za-z0-9_-]{1,50}$/;
const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?letterboxd\.com(?:\/|$)/i;
/** First steps of Letterboxd addresses that are not members. */
const NOT_MEMBERS = new Set([
  "film",
  "films",
  "list",
  "lists",
  "members",
  "people",
  "search",
  "settings",
  "journal",
  "about",
  "actor",
  "director",
  "studio",
  "crew",
  "activity",
  "sign-in",
  "create-account",
  "user",
]);

export const isName = (text) => NAME.test(text);

/** {name} or {problem: "missing" | "not_a_member" | "not_a_name"}, the end of a text key. */
export function readUsername(typed) {
  const text = typed.replace(/[\s\u200b\ufeff]+/g, "");
  const isAddress = ADDRESS.test(text);
  const name = (isAddress ? text.replace(ADDRESS, "") : text).replace(/^@/, "").split(/[/?#]/)[0];
  if (isAddress && (!name || NOT_MEMBERS.has(name.toLowerCase()))) return { problem: "not_a_member" };
  if (!name) return { problem: "missing" };
  return isName(name) ? { name } : { problem: "not_a_name" };
}
