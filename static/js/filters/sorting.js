// The order of the films: by match as the server ranks them, with a bias to the familiar or the hidden; or by a fact.

/** Ascending; what is not known goes last. */
const BY_FACT = {
  rating: (film) => -(film.rating_tmdb ?? 0),
  year: (film) => -(film.year ?? 0),
  runtime: (film) => film.runtime || Infinity,
  popularity: (film) => -(film.popularity ?? 0),
};
/** How far `discovery` may carry a film: 1 is the length of the list. */
const BIAS = 0.9;

/** `positions`: tmdb_id -> position in the final list; empty while the job runs, when scores stand in. */
export function sorted(films, { sort, discovery }, positions) {
  const byMatch = sortedBy(films, (film) => positions.get(film.tmdb_id) ?? -(film.score ?? 0));
  if (sort !== "match") return sortedBy(byMatch, BY_FACT[sort]);
  return discovery ? biased(byMatch, discovery) : byMatch;
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
