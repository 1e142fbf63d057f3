// The order of the films: by match as the server ranks them, bent towards the familiar or the hidden; or by a fact.

const BY_FACT = {
  rating: (film) => -(film.rating_tmdb ?? 0),
  year: (film) => -(film.year ?? 0),
  runtime: (film) => film.runtime ?? Infinity,
  popularity: (film) => -fame(film),
};
/** How far the dial may carry a film: 1 is the length of the list. */
const BEND = 0.9;

/** `positions`: tmdb_id -> place in the final list; empty while the job runs, when scores stand in. */
export function sorted(films, { sort, discovery }, positions) {
  const byMatch = [...films].sort((a, b) => match(a, positions) - match(b, positions));
  if (sort !== "match") return stable(byMatch, BY_FACT[sort]);
  return discovery ? bent(byMatch, discovery) : byMatch;
}

const match = (film, positions) => positions.get(film.tmdb_id) ?? -(film.score ?? 0);

function bent(byMatch, discovery) {
  const last = Math.max(1, byMatch.length - 1);
  const share = (list) => new Map(list.map((film, n) => [film, n / last]));
  const place = share(byMatch);
  const known = share(stable(byMatch, fame));
  return stable(
    byMatch,
    (film) => (1 - Math.abs(discovery) / 2) * place.get(film) + discovery * BEND * known.get(film),
  );
}

const stable = (films, key) => [...films].sort((a, b) => key(a) - key(b) || 0);

const fame = (film) => film.votes_tmdb ?? film.popularity ?? 0;
