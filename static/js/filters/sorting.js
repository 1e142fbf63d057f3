// The order of the films: by match as the server ranks them, with a bias to the familiar or the hidden; or by a fact.

import { nowhereLast } from "./nowhere.js";

/** What is compared, nothing or 0 where it is not known; and 1 where the least comes first, -1 where the greatest. */
const FACTS = {
  rating: [(film) => film.rating_tmdb, -1],
  year: [(film) => film.year, -1],
  runtime: [(film) => film.runtime, 1],
  popularity: [(film) => film.popularity, -1],
};
/** How far `discovery` may carry a film: 1 is the length of the list. */
const BIAS = 0.9;

/**
 * `sort`: one of SORTS, after a "-" the other way round. What is nowhere to watch goes last, unless `anywhere`.
 * `positions`: tmdb_id -> position in the final list; empty while the job runs, when scores stand in.
 */
export function sorted(films, { sort, discovery, anywhere }, positions) {
  const byMatch = sortedBy(films, (film) => positions.get(film.tmdb_id) ?? -(film.score ?? 0));
  const all = inOrder(byMatch, sort, discovery);
  return anywhere ? all : nowhereLast(all);
}

function inOrder(byMatch, sort, discovery) {
  const isReversed = sort.startsWith("-");
  const [fact, direction] = FACTS[sort.replace(/^-/, "")] ?? [];
  if (fact)
    return sortedBy(
      byMatch,
      (film) => Number(fact(film)) * direction * (isReversed ? -1 : 1) || Number.POSITIVE_INFINITY,
    );
  const all = discovery ? biased(byMatch, discovery) : byMatch;
  return isReversed ? all.reverse() : all;
}

/** `discovery` -1: the films with most votes move up; 1: those with fewest. */
function biased(byMatch, discovery) {
  const last = Math.max(1, byMatch.length - 1);
  const relativeRanks = (films) => new Map(films.map((film, rank) => [film, rank / last]));
  const match = relativeRanks(byMatch);
  const fame = relativeRanks(sortedBy(byMatch, (film) => film.votes_tmdb ?? 0));
  const weight = 1 - Math.abs(discovery) / 2;
  return sortedBy(byMatch, (film) => weight * match.get(film) + discovery * BIAS * fame.get(film));
}

/** Stable: of equals, the order of `films` decides. Infinite keys are equals, too. */
const sortedBy = (films, key) => [...films].sort((a, b) => key(a) - key(b) || 0);
