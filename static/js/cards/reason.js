// The reason for a film in the reader's language: the shared traits, then the films that share them. In English it
// equals the server's (services/reason_text.py).

import { stars } from "../i18n/format.js";
import { has, language, t } from "../i18n/messages.js";
import { traitName } from "../i18n/traits.js";

const NAMED = 2;
const KINDS = ["director", "actor", "genre", "decade", "language"];

/** Return `reasons` as a sentence, in a blend a line per member; `sentence`, the server's, if one is unknown. */
export function reasonText(reasons, sentence = "") {
  if (!Array.isArray(reasons) || !reasons.length || !reasons.every(hasKnownForm)) return sentence;
  const members = [...new Set(reasons.map(({ member }) => member))];
  const lines = members.map((member) => lineOf(reasons.filter((each) => each.member === member)));
  if (!members[0] && members.length === 1) return lines[0];
  return lines.map((line, index) => ofMember(members[index], line)).join("\n");
}

/** Return whether we know a reason's form: the server may be newer or older than the page. */
const hasKnownForm = (reason) =>
  typeof reason?.title === "string" &&
  Array.isArray(reason.shared) &&
  reason.shared.every((trait) => KINDS.includes(trait?.kind) && typeof trait.name === "string");

function ofMember(member, line) {
  const words = line[0].toLocaleLowerCase(language()) + line.slice(1);
  return member ? t("reason.of_member", { member, words }) : t("reason.of_all", { words });
}

function lineOf(reasons) {
  const [lead] = reasons[0].shared;
  if (!lead) return withoutTrait(reasons);
  const named = reasons.filter(({ shared }) => shared.some((each) => isSame(each, lead))).slice(0, NAMED);
  const common = (kind) => namesOf(commonTraits(named, kind));
  const values = { name: common(lead.kind), decade: common("decade"), kind: another(lead), films: filmList(named) };
  return t(`reason.${variantOf(lead, values)}`, values);
}

function withoutTrait([first, ...further]) {
  const films = filmList([first]);
  if (further.length === 0) return t("reason.none", { films });
  return t(first.member ? "reason.since_member" : "reason.since", { films, count: further.length });
}

/** Return the key of the sentence; a language may have no name. */
function variantOf({ kind, name }, { decade }) {
  if (kind === "genre" && decade) return "genre_decade";
  return kind === "language" && traitName({ kind, name }) === name ? "language_unnamed" : kind;
}

/** Return "Another western". */
const another = ({ name }) =>
  has(`another.${name}`) ? t(`another.${name}`) : t("reason.another", { name: name.toLocaleLowerCase(language()) });

/** Return the traits of `kind` that all of `named` share. */
const commonTraits = ([first, ...further], kind) =>
  first.shared.filter(
    (trait) => trait.kind === kind && further.every(({ shared }) => shared.some((other) => isSame(trait, other))),
  );

/** Return up to two people, or one other trait, as written within a sentence. */
function namesOf(traits) {
  const kind = traits[0]?.kind;
  if (["director", "actor"].includes(kind)) return list(traits.slice(0, NAMED).map(traitName));
  const name = traits.slice(0, 1).map(traitName).join("");
  return kind === "decade" ? name.toLocaleLowerCase(language()) : name;
}

const isSame = (one, other) => one.kind === other.kind && one.name === other.name;

/** List films with the server's marks: a heart if liked but rated below 4. */
const filmList = (named) =>
  list(named.map(({ title, rating, liked }) => `${title} ${liked && (rating ?? 0) < 4 ? "♥" : stars(rating)}`));

const list = (words) => new Intl.ListFormat(language(), { type: "conjunction" }).format(words);
