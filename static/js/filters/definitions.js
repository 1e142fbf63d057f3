// The filters in the panel's order, and the test of a film. Pure. Named as in the address and by the server.

/** Test for a subscription, free or with ads. */
const isIncluded = ({ monetization }) => ["flatrate", "free", "ads"].includes(monetization);

/** Return a film's genres in English, as keys. */
const genresOf = ({ genre_keys: genres = [] }) => genres;

/**
 * A list holds the chosen values, and passes a film with one of them (`isInverse`: none); others hold a number or a
 * word, null if nothing is chosen. An unknown value passes only what excludes.
 */
export const FILTERS = {
  services: { isList: true, values: ({ offers = [] }) => offers.filter(isIncluded).map(({ key }) => key) },
  genres: { isList: true, values: genresOf },
  exclude_genres: { isList: true, values: genresOf, isInverse: true },
  decades: { isList: true, values: ({ year }) => (year ? [String(Math.floor(year / 10) * 10)] : []) },
  runtime_max: { isNumber: true, passes: ({ runtime }, most) => runtime > 0 && runtime <= most },
  min_rating: { isNumber: true, passes: ({ rating_tmdb: rating }, least) => (rating ?? 0) >= least },
  languages: { isList: true, values: ({ original_language: code }) => (code ? [code] : []) },
  watchlist: { passes: ({ on_watchlist: isOn }, wanted) => Boolean(isOn) === (wanted === "only") },
};
export const NAMES = Object.keys(FILTERS);
/** The orders; "-rating" reverses "rating". */
export const SORTS = ["match", "rating", "year", "runtime", "popularity"];

/** Return whether `film` passes all filters of `state` but `except`. */
export const passes = (film, state, except = []) =>
  NAMES.every((name) => except.includes(name) || !isActive(state, name) || passesOne(film, name, state[name]));

export const isActive = (state, name) => (FILTERS[name].isList ? state[name].length > 0 : state[name] !== null);

function passesOne(film, name, wanted) {
  const filter = FILTERS[name];
  if (!filter.isList) return filter.passes(film, wanted);
  return filter.values(film).some((value) => wanted.includes(value)) !== Boolean(filter.isInverse);
}
