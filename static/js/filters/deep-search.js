// A new search that looks for what the filters say from the start, instead of among the films already found.

import { writeFilters } from "./address.js";
import { toRequestFields } from "./request.js";

/** This page with such a search, as its address says it. */
export function deepSearchAddress(state) {
  const query = new URLSearchParams(location.search);
  writeFilters(state, query);
  query.set("deep", "1");
  return `?${query}`;
}

/** Whether `search` can look for other films than those it found: not an import, whose files are gone by now. */
export const canSearchDeeper = (search, state) =>
  !search.jobId && JSON.stringify(toRequestFields(state)) !== JSON.stringify(search.filters);
