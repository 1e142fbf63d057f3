// A new search that applies the filters from the start, instead of to the films already found.

import { writeFilters } from "./address.js";
import { toRequestFields } from "./request.js";

/** Return this page's address with such a search. */
export function deepSearchAddress(state) {
  const query = new URLSearchParams(location.search);
  writeFilters(state, query);
  query.set("deep", "1");
  return `?${query}`;
}

/** Return whether a deep search may find other films. It cannot after an import: the files are gone. */
export const canSearchDeeper = (search, state) =>
  !search.jobId && JSON.stringify(toRequestFields(state)) !== JSON.stringify(search.filters);
