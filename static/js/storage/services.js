// The services that the person subscribes to, as chosen last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

/** Shown names by key. */
export const readMyServices = () => read(KEY, {});

/** `services`: [[key, name]]. False when they could not be kept. */
export const saveMyServices = (services) => write(KEY, Object.fromEntries(services));
