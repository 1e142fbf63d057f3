// Which films pass, how many each choice would leave, and which choice is to blame when none is left. Pure.

/** Names of the address and of the server's dials. Lists hold what was chosen; numbers and words may be null. */
export const FACETS = {
  services: { isList: true, values: (film) => film.streaming ?? [] },
  genres: { isList: true, values: (film) => film.genres ?? [] },
  exclude_genres: { isList: true, values: (film) => film.genres ?? [], isInverse: true },
  decades: { isList: true, values: ({ year }) => (year ? [String(Math.floor(year / 10) * 10)] : []) },
  languages: { isList: true, values: ({ original_language: code }) => (code ? [code] : []) },
  runtime_max: { passes: ({ runtime }, most) => Boolean(runtime) && runtime < most },
  min_rating: { passes: ({ rating_tmdb: rating }, least) => (rating ?? 0) >= least },
  watchlist: { passes: ({ on_watchlist: isOn }, wish) => Boolean(isOn) === (wish === "only") },
};
export const SORTS = ["match", "rating", "year", "runtime", "popularity"];
const NAMES = Object.keys(FACETS);
const NUMBERS = ["runtime_max", "min_rating"];

export function readFilters(query) {
  const state = { sort: SORTS.includes(query.get("sort")) ? query.get("sort") : "match" };
  for (const name of NAMES) {
    const stated = query.get(name);
    if (FACETS[name].isList) state[name] = (stated ?? "").split(",").filter(Boolean);
    else if (NUMBERS.includes(name)) state[name] = Number(stated) || null;
    else state[name] = ["only", "exclude"].includes(stated) ? stated : null;
  }
  state.discovery = Math.max(-1, Math.min(1, Number(query.get("discovery")) || 0));
  return state;
}

/** Into `query`, only what differs from nothing chosen. */
export function writeFilters(state, query) {
  for (const name of NAMES) put(query, name, FACETS[name].isList ? state[name].join(",") : state[name]);
  put(query, "discovery", state.discovery);
  put(query, "sort", state.sort === "match" ? "" : state.sort);
}

/** The same wishes as the server's dials, for a job that looks for such films from the start. */
export function asDials(state) {
  const {
    services,
    genres,
    exclude_genres,
    decades,
    languages,
    runtime_max: under,
    min_rating,
    watchlist,
    discovery,
  } = state;
  const dials = { services, genres, exclude_genres, decades: decades.map(Number), min_rating, watchlist, discovery };
  dials.runtime_max = under && under - 1;
  if (languages.length === 1) dials.original_language = languages[0];
  return Object.fromEntries(Object.entries(dials).filter(([, wish]) => (Array.isArray(wish) ? wish.length : wish)));
}

export const passes = (film, state, except = []) =>
  NAMES.every((name) => except.includes(name) || !isActive(state, name) || passesOne(film, name, state[name]));

/** Value -> how many of `films` would be left with it, all other facets as they are. */
export function tally(films, state, name, except = [name]) {
  const counts = new Map();
  for (const film of films) {
    if (!passes(film, state, except)) continue;
    for (const value of new Set(FACETS[name].values(film))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** How many would be left if facet `name` were `wish`. */
export const countWith = (films, state, name, wish) =>
  films.filter((film) => passes(film, { ...state, [name]: wish })).length;

/** [{name, value}]: each thing chosen, in the order of FACETS. */
export function choices(state) {
  return NAMES.flatMap((name) => {
    if (!isActive(state, name)) return [];
    return FACETS[name].isList ? state[name].map((value) => ({ name, value })) : [{ name, value: state[name] }];
  });
}

export function without(state, { name, value }) {
  return { ...state, [name]: FACETS[name].isList ? state[name].filter((each) => each !== value) : null };
}

/** The choice whose removal brings back most films: {choice, count}; null when none alone does. */
export function culprit(films, state) {
  const trials = [
    ...choices(state).map((choice) => ({ choice, state: without(state, choice) })),
    ...NAMES.filter((name) => isActive(state, name)).map((name) => ({
      choice: { name, value: null },
      state: cleared(state, name),
    })),
  ];
  let worst = null;
  for (const trial of trials) {
    const count = films.filter((film) => passes(film, trial.state)).length;
    if (count > (worst?.count ?? 0)) worst = { ...trial, count };
  }
  return worst;
}

export const cleared = (state, name) => ({ ...state, [name]: FACETS[name].isList ? [] : null });

export const clearedAll = (state) => ({ ...NAMES.reduce(cleared, state), discovery: 0 });

const isActive = (state, name) => (FACETS[name].isList ? state[name].length > 0 : state[name] !== null);

function passesOne(film, name, wish) {
  const facet = FACETS[name];
  if (!facet.isList) return facet.passes(film, wish);
  return facet.values(film).some((value) => wish.includes(value)) !== Boolean(facet.isInverse);
}

function put(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
