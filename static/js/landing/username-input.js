// A Letterboxd name from pasted text: "name", "@name", a profile address, with invisible characters around it.

import { isUsername } from "../search/username.js";

/** All blanks and invisible characters: of no width, marks of direction and of byte order, fillers. */
const UNSEEN = String.raw`[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]`;
const EDGES = new RegExp(`^${UNSEEN}+|${UNSEEN}+$`, "gu");
const INSIDE = new RegExp(UNSEEN, "u");
const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?letterboxd\.com(?:\/|$)/i;
/** Only Letterboxd knows their targets. */
const SHORT_LINK = /^(?:https?:\/\/)?(?:www\.)?boxd\.it(?:\/|$)/i;
/** First parts of Letterboxd paths that are no members. */
const NOT_MEMBERS = new Set(
  [
    "film films list lists members people search settings journal about actor director studio crew activity",
    "sign-in create-account user",
  ].flatMap((names) => names.split(" ")),
);

/** Return {name}, or {problem}: the end of a text key. Only the edges are trimmed, so no two words join. */
export function parseUsername(typed) {
  const text = trimmed(typed);
  if (SHORT_LINK.test(text)) return { problem: "short_link" };
  const isAddress = ADDRESS.test(text);
  const name = trimmed((isAddress ? text.replace(ADDRESS, "") : text).replace(/^@/, "").split(/[/?#]/)[0]);
  if (isAddress && (!name || NOT_MEMBERS.has(name.toLowerCase()))) return { problem: "not_a_member" };
  if (!name) return { problem: "missing" };
  if (INSIDE.test(name)) return { problem: "blank_inside" };
  return isUsername(name) ? { name } : { problem: "not_a_name" };
}

const trimmed = (text) => text.replace(EDGES, "");
