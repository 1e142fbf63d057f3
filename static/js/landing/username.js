// A Letterboxd name out of whatever a person pastes: "name", "@name", a profile address, with what comes along unseen.

import { isUsername } from "../search/username.js";

/** Blanks of every kind, and what cannot be seen: of no width, marks of direction and of byte order, fillers. */
const UNSEEN = String.raw`[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]`;
const EDGES = new RegExp(`^${UNSEEN}+|${UNSEEN}+$`, "gu");
const INSIDE = new RegExp(UNSEEN, "u");
const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?letterboxd\.com(?:\/|$)/i;
/** Only Letterboxd knows where they lead. */
const SHORT_LINK = /^(?:https?:\/\/)?(?:www\.)?boxd\.it(?:\/|$)/i;
/** First steps of Letterboxd addresses that are not members. */
const NOT_MEMBERS = new Set(
  [
    "film films list lists members people search settings journal about actor director studio crew activity",
    "sign-in create-account user",
  ].flatMap((names) => names.split(" ")),
);

/** {name}, or {problem}: the end of a text key. What is unseen goes at the ends only: two words are never glued. */
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
