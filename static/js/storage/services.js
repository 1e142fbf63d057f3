// The services that the person subscribes to, as chosen last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

/** Shown names by key; none where something else is kept. */
export function readMyServices() {
  const kept = read(KEY, {});
  const isOurs = Object.prototype.toString.call(kept) === "[object Object]";
  return isOurs ? Object.fromEntries(Object.entries(kept).filter(([, name]) => typeof name === "string")) : {};
}

/** `services`: [[key, name]]. False when they could not be kept. */
export const saveMyServices = (services) => write(KEY, Object.fromEntries(services));
