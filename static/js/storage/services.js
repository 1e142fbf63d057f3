// The services that the person subscribes to, as chosen last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

/** Shown names by key; earlier, when there were no keys, a list of names. */
const kept = () => read(KEY, {});

/** Keys; names where `areByName`. */
export const readMyServices = () => (areByName() ? kept() : Object.keys(kept()));

export const areByName = () => Array.isArray(kept());

/** [[key, name]]; none while names are all that is known. */
export const readMyServiceNames = () => (areByName() ? [] : Object.entries(kept()));

/** `services`: [[key, name]]. False when they could not be kept. */
export const saveMyServices = (services) => write(KEY, Object.fromEntries(services));
