// The names of services by their keys, which filters hold, and the keys of services that an address names.

import { getProviders } from "../server/providers.js";
import { readMyServices, saveMyServices } from "../storage/services.js";

const nameByKey = new Map(Object.entries(readMyServices()));
const keyByName = new Map(); // present and former names

/** Return the service's name, else its key. */
export const serviceName = (key) => nameByKey.get(key) ?? key;

/** Return the keys of `services` (keys or names), where known. */
export const keysOf = (services) => [...new Set(services.map((each) => keyByName.get(each) ?? each))];

/** Save the person's services; return false if that fails. */
export const rememberMyServices = (services) => saveMyServices(services.map((key) => [key, serviceName(key)]));

/** Learn the present names of the services that offer these films. */
export function learnFromFilms(films) {
  for (const { offers = [] } of films)
    for (const { key, provider } of offers) {
      nameByKey.set(key, provider);
      keyByName.set(provider, key);
    }
}

/** Ask the server about unknown ones of `services` (keys or names). Throws the Problem of a failed call. */
export async function learnFromServer(services) {
  const unknownServices = services.filter((each) => !nameByKey.has(each) && !keyByName.has(each));
  const namedServices = unknownServices.length ? await getProviders(unknownServices) : {};
  for (const [askedName, { key, name }] of Object.entries(namedServices)) {
    keyByName.set(askedName, key);
    if (!nameByKey.has(key)) nameByKey.set(key, name);
  }
}
