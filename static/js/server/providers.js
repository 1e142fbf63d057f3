// The server's names of services.

import { bodyOf, send } from "./client.js";

/** Return {name asked: {key, name}}; `names` may be present or former. */
export async function getProviders(names) {
  const query = new URLSearchParams(names.map((name) => ["name", name]));
  return bodyOf((await send(`api/providers?${query}`)).json());
}
