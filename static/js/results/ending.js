// A job has ended well: its films in their final order, and all that is told of them.

import { announceInTurn } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { holdStill } from "../dom/hold-still.js";
import { othersTurn } from "../dom/turns.js";
import { dayName } from "../i18n/ago.js";
import { t } from "../i18n/messages.js";
import { shownName } from "../search/username.js";
import { filmsFoundBefore, noteFilmsFound } from "../storage/films-found.js";
import { readJob } from "../storage/jobs.js";
import { saveResult } from "../storage/save-result.js";
import { saveSearch } from "../storage/searches.js";
import { showCountry, showMembers } from "./heading.js";
import { showNotices } from "./notices.js";

/**
 * Show `result`, or what the events have told where there is none. `savedAt`: when it was found, if it is an earlier
 * one; `hasRun`: whether the person saw it run. Gives what was shown.
 */
export async function showResult({ search, grid, view, progress, counter }, given, { savedAt, hasRun }) {
  const result = given ?? rebuilt(search, grid.films);
  const { country_code: country } = result;
  const count = result.recommendations.length;
  if (count && !savedAt) noteFilmsFound(search, result.recommendations);
  const before = filmsFoundBefore(search);
  const films = marked(result.recommendations, before);
  showMembers(search.members.length ? search.members : [shownName(result.username, search)]);
  showCountry(country, search);
  const words = t(hasRun ? "progress.done" : "progress.done_before", { count, elapsed: progress.elapsed() });
  announceInTurn(words);
  await othersTurn();
  const news = newsOf(films, before);
  const tell = () => showNotices(result, savedAt, news);
  // Notices stand above the films: where no room was kept for them, they move none.
  if (byId("notice").hidden) holdStill(byId("cards"), tell);
  else tell();
  const inOrder = view.inOrder(films);
  const settled = grid.settle(inOrder);
  if (!hasRun) grid.order(inOrder.map((film) => film.tmdb_id));
  await settled;
  await othersTurn();
  if (count) saveSearch(search.members, country);
  if (count && !savedAt) saveResult(search, { ...result, new_films: news?.count });
  await othersTurn();
  counter.stop();
  await view.finish();
  progress.finish("finished", words, result);
  return result;
}

/** Films that an earlier result did not have say since which day they are new. */
const marked = (films, before) =>
  films.map((film) =>
    before?.ids.has(film.tmdb_id) === false ? { ...film, new_since: dayName(before.at, "short") } : film,
  );

const newsOf = (films, before) =>
  before && { since: dayName(before.at), count: films.filter(({ new_since: day }) => day).length };

/** The same films anew, by what the person has said since: quietly, as nobody waits for them. */
export async function showQuietly({ search, grid, view, counter }, result) {
  noteFilmsFound(search, result.recommendations);
  await grid.settle(view.inOrder(marked(result.recommendations, filmsFoundBefore(search))));
  counter.stop();
  saveResult(search, result);
  await view.finish();
}

const rebuilt = (search, films) => ({
  is_rebuilt: true,
  request_id: search.jobId ?? readJob(search)?.requestId,
  country_code: search.country,
  recommendations: films.sort((a, b) => b.score - a.score),
});

/** The slug of the words for a search that went well and found no film; null when it found some. */
export function emptiness({ recommendations, empty_reason: reason, watchlist }, { filters, jobId }) {
  if (recommendations.length) return null;
  if (reason === "none_matched") return "none-matched";
  if (filters.watchlist === "only" && watchlist?.status === "read" && watchlist.films === 0) return "watchlist-empty";
  // Films that were put aside are left out as well, but no filter of this search is to blame for that.
  const { discovery: _, ...narrowing } = filters;
  const isNarrowed = jobId ? reason === "filtered_out" : Object.keys(narrowing).length > 0;
  return isNarrowed ? "no-matches" : "no-recommendations";
}
