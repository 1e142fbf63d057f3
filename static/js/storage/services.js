// The services that the person chose last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

/** Return the names by key; none where something else is kept. */
export function readMyServices() {
  const kept = read(KEY, {});
  const isOurs = Object.prototype.toString.call(kept) === "[object Object]";
  return isOurs ? Object.fromEntries(Object.entries(kept).filter(([, name]) => typeof name === "string")) : {};
}

/** Save `services`: [[key, name]]; return false if that fails. */
export const saveMyServices = (services) => write(KEY, Object.fromEntries(services));
