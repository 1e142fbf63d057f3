// The names of services by the keys that filters go by, and the keys of those that an address names.

import { getProviders } from "../server/providers.js";
import { readMyServices, saveMyServices } from "../storage/services.js";

const names = new Map(Object.entries(readMyServices())); // by key
const keys = new Map(); // by what a service is or was called

/** A key whose name nobody told stands for itself. */
export const serviceName = (key) => names.get(key) ?? key;

/** Each of `services`, keys or names, as a key as far as that is known. */
export const keysOf = (services) => [...new Set(services.map((each) => keys.get(each) ?? each))];

/** False when the browser could not keep it. */
export const rememberMine = (services) => saveMyServices(services.map((key) => [key, serviceName(key)]));

/** Films tell what the services that include or sell them are called now. */
export function learnFromFilms(films) {
  for (const { offers = [] } of films)
    for (const { key, provider } of offers) {
      names.set(key, provider);
      keys.set(provider, key);
    }
}

/** Ask the server about those of `services`, keys or names, that no film has told of. Throws a Problem. */
export async function learnFromServer(services) {
  const unknown = services.filter((each) => !names.has(each) && !keys.has(each));
  const found = unknown.length ? await getProviders(unknown) : {};
  for (const [asked, { key, name }] of Object.entries(found)) {
    keys.set(asked, key);
    if (!names.has(key)) names.set(key, name);
  }
}
