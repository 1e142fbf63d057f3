// The order of the films: by match, as the server ranks them, with a bias to familiar or hidden ones; or by a fact.

import { nowhereLast } from "./nowhere.js";

/** Order -> the value compared, none or 0 if unknown; and 1 for the least first, -1 for the greatest first. */
const FACTS = {
  rating: [(film) => film.rating_tmdb, -1],
  year: [(film) => film.year, -1],
  runtime: [(film) => film.runtime, 1],
  popularity: [(film) => film.popularity, -1],
};
/** The farthest move by `discovery`: 1 is the length of the list. */
const BIAS = 0.9;

/**
 * Sort `films` by `sort`: one of SORTS, reversed after a "-". Films without offers go last, unless `anywhere`.
 * `positions`: tmdb_id -> position in the final list; empty while the job runs: then scores count.
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

/** Move films with most votes up (`discovery` -1), or those with fewest (1). */
function biased(byMatch, discovery) {
  const last = Math.max(1, byMatch.length - 1);
  const relativeRanks = (films) => new Map(films.map((film, rank) => [film, rank / last]));
  const match = relativeRanks(byMatch);
  const fame = relativeRanks(sortedBy(byMatch, (film) => film.votes_tmdb ?? 0));
  const weight = 1 - Math.abs(discovery) / 2;
  return sortedBy(byMatch, (film) => weight * match.get(film) + discovery * BIAS * fame.get(film));
}

/** Sort by `key`; equal ones keep their order, also those with infinite keys. */
const sortedBy = (films, key) => [...films].sort((a, b) => key(a) - key(b) || 0);
