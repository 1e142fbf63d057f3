// A Letterboxd name out of whatever a person pastes: "name", "@name", a profile address, stray spaces.

import { isUsername } from "../search/username.js";

const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?letterboxd\.com(?:\/|$)/i;
/** First steps of Letterboxd addresses that are not members. */
const NOT_MEMBERS = new Set(
  [
    "film films list lists members people search settings journal about actor director studio crew activity",
    "sign-in create-account user",
  ].flatMap((names) => names.split(" ")),
);

/** {name} or {problem: "missing" | "not_a_member" | "not_a_name"}, the end of a text key. */
export function parseUsername(typed) {
  const text = typed.replace(/[\s\u200b\ufeff]+/g, "");
  const isAddress = ADDRESS.test(text);
  const name = (isAddress ? text.replace(ADDRESS, "") : text).replace(/^@/, "").split(/[/?#]/)[0];
  if (isAddress && (!name || NOT_MEMBERS.has(name.toLowerCase()))) return { problem: "not_a_member" };
  if (!name) return { problem: "missing" };
  return isUsername(name) ? { name } : { problem: "not_a_name" };
}
