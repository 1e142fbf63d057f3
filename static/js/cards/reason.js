// Why a film is recommended, in the reader's language: what it shares first, then the films it shares it with. In
// English word for word what the server says (services/reason_text.py).

import { stars } from "../i18n/format.js";
import { has, language, t } from "../i18n/messages.js";
import { traitName } from "../i18n/traits.js";

const NAMED = 2;
const KINDS = ["director", "actor", "genre", "decade", "language"];

/** The sentence that `reasons` of a film make; in a blend a line for each member. Else `sentence`, the server's. */
export function reasonText(reasons, sentence = "") {
  if (!Array.isArray(reasons) || !reasons.length || !reasons.every(isKnown)) return sentence;
  const members = [...new Set(reasons.map(({ member }) => member))];
  const lines = members.map((member) => lineOf(reasons.filter((each) => each.member === member)));
  if (!members[0] && members.length === 1) return lines[0];
  return lines.map((line, place) => ofMember(members[place], line)).join("\n");
}

/** Whether a reason is as we know them: the server may be newer or older than this page. */
const isKnown = (reason) =>
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
  const words = { name: common(lead.kind), decade: common("decade"), kind: another(lead), films: filmList(named) };
  return t(`reason.${variantOf(lead, words)}`, words);
}

function withoutTrait([first, ...others]) {
  const films = filmList([first]);
  if (others.length === 0) return t("reason.none", { films });
  return t(first.member ? "reason.since_member" : "reason.since", { films, count: others.length });
}

/** A language without a name is said to be the same. */
function variantOf({ kind, name }, { decade }) {
  if (kind === "genre" && decade) return "genre_decade";
  return kind === "language" && traitName({ kind, name }) === name ? "language_unnamed" : kind;
}

/** "Another western" */
const another = ({ name }) =>
  has(`another.${name}`) ? t(`another.${name}`) : t("reason.another", { name: name.toLocaleLowerCase(language()) });

/** The traits of `kind` that all of `named` share with the film. */
const commonTraits = ([first, ...others], kind) =>
  first.shared.filter(
    (each) => each.kind === kind && others.every(({ shared }) => shared.some((other) => isSame(each, other))),
  );

/** People, two of them at most; of all else one, as it is written within a sentence. */
function namesOf(traits) {
  const kind = traits[0]?.kind;
  if (["director", "actor"].includes(kind)) return list(traits.slice(0, NAMED).map(traitName));
  const name = traits.slice(0, 1).map(traitName).join("");
  return kind === "decade" ? name.toLocaleLowerCase(language()) : name;
}

const isSame = (one, other) => one.kind === other.kind && one.name === other.name;

/** As the server marks them: the heart where the like is what speaks for the film. */
const filmList = (named) =>
  list(named.map(({ title, rating, liked }) => `${title} ${liked && (rating ?? 0) < 4 ? "♥" : stars(rating)}`));

const list = (words) => new Intl.ListFormat(language(), { type: "conjunction" }).format(words);
