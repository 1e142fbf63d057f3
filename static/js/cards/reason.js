// Why a film is recommended, in the reader's language: what it shares first, then the films it shares it with.

import { stars } from "../i18n/format.js";
import { language, t } from "../i18n/messages.js";
import { traitName } from "../i18n/traits.js";

const NAMED = 2;

/** The sentence that `reasons` of a film make; in a blend a line for each member. */
export function reasonText(reasons) {
  const members = [...new Set(reasons.map(({ member }) => member))];
  const lines = members.map((member) => lineOf(reasons.filter((each) => each.member === member)));
  if (!members[0] && members.length === 1) return lines[0];
  return lines.map((line, place) => ofMember(members[place], line)).join("\n");
}

function ofMember(member, line) {
  const words = line[0].toLocaleLowerCase(language()) + line.slice(1);
  return member ? t("reason.of_member", { member, words }) : t("reason.of_all", { words });
}

function lineOf(reasons) {
  const [lead] = reasons[0].shared;
  if (!lead) return t("reason.none", { films: filmList(reasons.slice(0, 1)) });
  const named = reasons.filter(({ shared }) => shared.some((each) => isSame(each, lead))).slice(0, NAMED);
  const films = filmList(named);
  const name = nameOf(commonTraits(named, lead.kind));
  const decade = nameOf(commonTraits(named, "decade"));
  const kind = lead.kind === "genre" && decade ? "genre_decade" : lead.kind;
  return t(`reason.${kind}`, { name, decade, films });
}

/** The traits of `kind` that all of `named` share with the film. */
const commonTraits = ([first, ...others], kind) =>
  first.shared.filter(
    (each) => each.kind === kind && others.every(({ shared }) => shared.some((other) => isSame(each, other))),
  );

/** People by their names, all else as within a sentence: one genre, decade or language. */
function nameOf(traits) {
  const isPerson = ["director", "actor"].includes(traits[0]?.kind);
  if (isPerson) return list(traits.slice(0, NAMED).map(traitName));
  return traits.slice(0, 1).map(traitName).join("").toLocaleLowerCase(language());
}

const isSame = (one, other) => one.kind === other.kind && one.name === other.name;

/** As the server marks them: the heart where the like is what speaks for the film. */
const filmList = (named) =>
  list(named.map(({ title, rating, liked }) => `${title} ${liked && (rating ?? 0) < 4 ? "♥" : stars(rating)}`));

const list = (words) => new Intl.ListFormat(language(), { type: "conjunction" }).format(words);
