// Notices for a person who wants to trust a result: its age, and what it is based on.

import { announceInTurn } from "../dom/announcer.js";
import { byId, el } from "../dom/elements.js";
import { ago } from "../i18n/ago.js";
import { formatNumber } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { showServerWords } from "../i18n/server-words.js";
import { landingAddress } from "../search/address.js";

const TICK_MS = 30_000;

let timer = 0;

/**
 * Show the notices. `savedAt`: ms since the epoch, if the result is an earlier one. `news`: {count, since}, the number
 * of new films and the day of the earlier search, if any.
 */
export function showNotices(result, savedAt, news) {
  clearInterval(timer);
  const staleness = freshness(result, savedAt ?? Date.now());
  const words = [
    ...[...renamed(result), rebuilt(result), staleness, partialWatchlist(result)],
    ...[seedsBasis(result), leftOut(result), cutOff(result), outOfTime(result), newFilms(news)],
  ].filter(Boolean);
  const notes = [
    ...words.map((text) => el("p", {}, text)),
    ...(staleness ? [exportLink(result)] : []),
    ...(result.import ? imported(result.import) : []),
  ];
  byId("notice").replaceChildren(...(notes.length > 0 ? [folded(notes)] : []));
  byId("notice").hidden = notes.length === 0;
  for (const text of words) announceInTurn(text);
  showAge(savedAt ?? Date.now());
}

/** Fold them into one line, so that films are in view; a press opens it. */
function folded([first, ...further]) {
  return el("details", {}, el("summary", {}, el("span", {}, ...first.childNodes)), ...further);
}

/** Tell that data is old; `age` counts back from `foundAt`, in ms since the epoch. */
function freshness({ data_freshness: kind, age_s: age, films_read: read, films_stated: count }, foundAt) {
  if (kind === "partial") {
    const areKnown = [read, count].every(Number.isInteger); // 0 is a number of films too
    return areKnown ? t("notice.partial", { read, count }) : t("notice.partial_unknown");
  }
  if (kind === "stale_cache") return t("notice.stale_cache", { age: ago(foundAt - (age ?? 0) * 1_000) });
  return kind === "rss_partial" ? t("notice.rss_partial") : null;
}

/** Name members, of a blend too, who have a new name. */
const renamed = (result) =>
  [result, ...(result.members ?? [])]
    .filter(({ renamed_to: name }) => name)
    .map(({ username, renamed_to: name }) => t("notice.renamed", { former: username, name }));

const partialWatchlist = ({ watchlist }) =>
  watchlist?.status === "partial" ? t("notice.watchlist_partial", { count: watchlist.films }) : null;

const rebuilt = (result) => (result.is_rebuilt ? t("notice.rebuilt") : null);

function seedsBasis({ seeds }) {
  return ["liked", "top_of_scale"].includes(seeds?.basis) ? t(`notice.${seeds.basis}`) : null;
}

/** Tell of more films than a job takes. */
const leftOut = ({ films: used, films_left_out: count }) =>
  count ? t("notice.films_left_out", { used, count: used + count }) : null;

/** Tell that a job stopped before it had looked at all films. */
const cutOff = ({ filtered }) => (filtered?.is_cut ? t("notice.cut", { count: filtered.detailed }) : null);

const outOfTime = (result) => (result.is_cut_short ? t("notice.cut_short") : null);

const newFilms = (news) => (news?.count ? t("notice.new", { count: news.count, date: news.since }) : null);

const exportLink = ({ country_code: country }) =>
  el("p", {}, el("a", { class: "quiet-link", href: landingAddress({ country, input: "export" }) }, t("action.export")));

/** Tell the number of an export's films, its unreadable rows, and where something was left out. */
function imported({ films: count, skipped = [], skipped_total: skippedCount, notes = [], notes_total: notesCount }) {
  return [
    el("p", {}, t("notice.imported", { count })),
    rowList("notice.skipped", skipped, skippedCount),
    rowList("notice.left_out", notes, notesCount),
  ].filter(Boolean);
}

/** List `rows` under the words at `key`; null without any. The server sends only the first of `count`. */
function rowList(key, rows, count = rows.length) {
  if (rows.length === 0) return null;
  const items = rows.map(({ file, line, reason }) => {
    const words = el("span");
    showServerWords(words, reason);
    return el("li", {}, `${file}${line ? `:${formatNumber(line)}` : ""} `, words);
  });
  const moreItem = count > rows.length && el("li", {}, t("notice.more", { count: count - rows.length }));
  return el("details", {}, el("summary", {}, t(key, { count })), el("ul", {}, ...items, moreItem));
}

function showAge(at) {
  const tick = () => (byId("result-age-text").textContent = ago(at));
  byId("result-age").hidden = false;
  timer = setInterval(tick, TICK_MS);
  tick();
}
