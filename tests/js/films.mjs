// Films as the server sends them, with a test's fields.

export const film = (id, facts = {}) => ({
  tmdb_id: id,
  title: `Film ${id}`,
  year: "1994",
  genre_keys: ["Drama"],
  offers: [offer("mubi", "MUBI")],
  original_language: "en",
  rating_tmdb: 7.5,
  votes_tmdb: 100,
  popularity: 1,
  runtime: 100,
  on_watchlist: false,
  score: -id,
  ...facts,
});

export const offer = (key, provider, monetization = "flatrate") => ({ key, provider, monetization, url: null });

export const ids = (films) => films.map((each) => each.tmdb_id);
