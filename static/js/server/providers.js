// What the server knows of services.

import { bodyOf, send } from "./client.js";

/** {name asked: {key, name}}, by whatever the services are or were called. */
export async function getProviders(names) {
  const query = new URLSearchParams(names.map((name) => ["name", name]));
  return bodyOf((await send(`api/providers?${query}`)).json());
}
