// The services that the person chose last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

/** Return the names by key; none where something else is stored. */
export function readMyServices() {
  const stored = read(KEY, {});
  const isObject = Object.prototype.toString.call(stored) === "[object Object]";
  return isObject ? Object.fromEntries(Object.entries(stored).filter(([, name]) => typeof name === "string")) : {};
}

/** Save `services`: [[key, name]]; return false if that fails. */
export const saveMyServices = (services) => write(KEY, Object.fromEntries(services));
