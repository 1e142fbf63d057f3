// A job has ended well: its films in their final order, and all that is told of them.

import { announce } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { holdStill } from "../dom/hold-still.js";
import { othersTurn } from "../dom/turns.js";
import { t } from "../i18n/messages.js";
import { shownName } from "../search/username.js";
import { readJob } from "../storage/jobs.js";
import { saveResult } from "../storage/results-kept.js";
import { saveSearch } from "../storage/searches.js";
import { showCountry, showMembers } from "./heading.js";
import { showNotices } from "./notices.js";

/**
 * Show `result`, or what the events have told where there is none. `savedAt`: when it was found, if it is an earlier
 * one; `hasRun`: whether the person saw it run. Gives what was shown.
 */
export async function showResult({ search, grid, view, progress, counter }, given, { savedAt, hasRun }) {
  const result = given ?? rebuilt(search, grid.films);
  const { recommendations: films, country_code: country } = result;
  const count = films.length;
  showMembers(search.members.length ? search.members : [shownName(result.username, search)]);
  showCountry(country, search);
  const words = t(hasRun ? "progress.done" : "progress.done_before", { count, elapsed: progress.elapsed() });
  // Notices are above the films: told to who reads those, they move none; else they come before them.
  if (hasRun) holdStill(byId("cards"), () => showNotices(result, savedAt));
  else showNotices(result, savedAt);
  const inOrder = view.inOrder(films);
  const drawn = grid.settle(inOrder);
  if (!hasRun) grid.order(inOrder.map((film) => film.tmdb_id));
  await drawn;
  await othersTurn();
  if (count) saveSearch(search.members, country);
  if (count && !savedAt) saveResult(search, result);
  await othersTurn();
  counter.stop();
  progress.finish("finished", words, result);
  announce(words);
  view.finish();
  return result;
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
