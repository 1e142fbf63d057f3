// Recent searches, kept in this browser, newest first.

import { read, remove, write } from "./local.js";

const KEY = "recent";
const MOST = 8;
const EXPORT_LIFE_MS = 30 * 60_000;

/** Return [{members, country, address}]; no members: an export, which lasts as long as its result. */
export const recentSearches = () =>
  read(KEY, []).filter(({ members, at }) => members.length > 0 || Date.now() - at < EXPORT_LIFE_MS);

export function saveSearch(members, country) {
  const address = location.pathname.split("/").pop() + location.search;
  const isSame = (search) =>
    search.members.join().toLowerCase() === members.join().toLowerCase() && search.country === country;
  const differing = read(KEY, []).filter((search) => !isSame(search));
  write(KEY, [{ members, country, address, at: Date.now() }, ...differing].slice(0, MOST));
}

/** Remove one of `recentSearches`. */
export const removeSearch = ({ address }) =>
  write(
    KEY,
    read(KEY, []).filter((search) => search.address !== address),
  );

export const removeSearches = () => remove(KEY);
