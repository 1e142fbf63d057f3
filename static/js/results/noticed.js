// The test whether a result has notices: their room is reserved before notices.js is fetched. Pure.

export const isNoticed = ({ members = [], seeds, watchlist, filtered, ...result }) =>
  Boolean(
    result.data_freshness ||
      result.films_left_out ||
      result.is_cut_short ||
      result.import ||
      filtered?.is_cut ||
      result.new_films,
  ) ||
  [result, ...members].some(({ renamed_to: name }) => name) ||
  ["liked", "top_of_scale"].includes(seeds?.basis) ||
  watchlist?.status === "partial";
