// The end of a successful job: its films in their final order, and facts about them.

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
 * Show the result `finalResult`, or one built from the events if it is null. `savedAt`: when an earlier one was found;
 * `hasRun`: whether the person saw the job run. Return what is shown.
 */
export async function showResult({ search, grid, view, progress, counter }, finalResult, { savedAt, hasRun }) {
  const result = finalResult ?? rebuilt(search, grid.films);
  const { country_code: country } = result;
  const count = result.recommendations.length;
  if (count && !savedAt) noteFilmsFound(search, result.recommendations);
  const earlier = filmsFoundBefore(search);
  const films = withNewMarks(result.recommendations, earlier);
  showMembers(search.members.length ? search.members : [shownName(result.username, search)]);
  showCountry(country, search);
  const words = t(hasRun ? "progress.done" : "progress.done_before", { count, elapsed: progress.elapsed() });
  announceInTurn(words);
  await othersTurn();
  const news = newsOf(films, earlier);
  const addNotices = () => showNotices(result, savedAt, news);
  // Notices are above the films; without reserved room, they must move none.
  if (byId("notice").hidden) holdStill(byId("cards"), addNotices);
  else addNotices();
  const ordered = view.inOrder(films);
  const settled = grid.settle(ordered);
  if (!hasRun) grid.order(ordered.map((film) => film.tmdb_id));
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

/** Add the day of the earlier result to films that are not in it. */
const withNewMarks = (films, earlier) =>
  films.map((film) =>
    earlier?.ids.has(film.tmdb_id) === false ? { ...film, new_since: dayName(earlier.at, "short") } : film,
  );

const newsOf = (films, earlier) =>
  earlier && { since: dayName(earlier.at), count: films.filter(({ new_since: day }) => day).length };

/** Show the result of a quiet search, without notices or progress, as nobody waits for it. */
export async function showQuietly({ search, grid, view, counter }, result) {
  noteFilmsFound(search, result.recommendations);
  await grid.settle(view.inOrder(withNewMarks(result.recommendations, filmsFoundBefore(search))));
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

/** Return the slug of the words for a successful search without films; null if it has some. */
export function emptySlug({ recommendations, empty_reason: reason, watchlist }, { filters, jobId }) {
  if (recommendations.length) return null;
  if (reason === "none_matched") return "none-matched";
  if (filters.watchlist === "only" && watchlist?.status === "read" && watchlist.films === 0) return "watchlist-empty";
  // Films put aside are left out as well, but no filter of this search is to blame for that.
  const { discovery: _, ...narrowing } = filters;
  const isNarrowed = jobId ? reason === "filtered_out" : Object.keys(narrowing).length > 0;
  return isNarrowed ? "no-matches" : "no-recommendations";
}
