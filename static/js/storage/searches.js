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
  const same = (other) =>
    other.members.join().toLowerCase() === members.join().toLowerCase() && other.country === country;
  const others = read(KEY, []).filter((other) => !same(other));
  write(KEY, [{ members, country, address, at: Date.now() }, ...others].slice(0, MOST));
}

/** Remove one of `recentSearches`. */
export const removeSearch = ({ address }) =>
  write(
    KEY,
    read(KEY, []).filter((other) => other.address !== address),
  );

export const removeSearches = () => remove(KEY);
