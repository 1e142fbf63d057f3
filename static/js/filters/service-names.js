// The names of services by their keys, which filters hold, and the keys of services that an address names.

import { getProviders } from "../server/providers.js";
import { readMyServices, saveMyServices } from "../storage/services.js";

const names = new Map(Object.entries(readMyServices())); // by key
const keys = new Map(); // by present or former name

/** Return the service's name, else its key. */
export const serviceName = (key) => names.get(key) ?? key;

/** Return the keys of `services` (keys or names), where known. */
export const keysOf = (services) => [...new Set(services.map((each) => keys.get(each) ?? each))];

/** Save the person's services; return false if that fails. */
export const rememberMine = (services) => saveMyServices(services.map((key) => [key, serviceName(key)]));

/** Learn the present names of the services that offer these films. */
export function learnFromFilms(films) {
  for (const { offers = [] } of films)
    for (const { key, provider } of offers) {
      names.set(key, provider);
      keys.set(provider, key);
    }
}

/** Ask the server about unknown ones of `services` (keys or names). Throws the Problem of a failed call. */
export async function learnFromServer(services) {
  const unknown = services.filter((each) => !names.has(each) && !keys.has(each));
  const found = unknown.length ? await getProviders(unknown) : {};
  for (const [asked, { key, name }] of Object.entries(found)) {
    keys.set(asked, key);
    if (!names.has(key)) names.set(key, name);
  }
}
