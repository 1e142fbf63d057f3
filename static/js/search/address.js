// The search of a results page, as its address says it: members, country, filters.

import { language } from "../i18n/messages.js";
import { ROOT } from "../server/root.js";
import { countryCode } from "./country.js";

/** The value of `job` for a blend of the address's `members`. */
export const BLEND = "blend";
export const NON_FILTERS = ["country", "job", "language", "members"];

/**
 * Return {members, country, jobId, filters, key}. `jobId`: only of a job that cannot be started here (an export);
 * `filters`: only if the search itself applies them. The country is put into the address. `key` names the search
 * in this browser's storage, with the language of the films' texts.
 */
export async function readSearch() {
  const query = new URLSearchParams(location.search);
  const job = query.get("job");
  const filters = query.has("deep") ? await filterFields(query) : {};
  if (job && job !== BLEND) return { members: [], country: null, jobId: job, filters: {}, key: job };
  const members = job
    ? (query.get("members") ?? "").split(",").filter(Boolean)
    : [decodeURIComponent(location.pathname.split("/").pop())];
  const country = countryCode(query.get("country") ?? "") || (await guessed());
  if (country !== query.get("country")) {
    query.set("country", country);
    history.replaceState(null, "", `?${query}${location.hash}`);
  }
  const suffix = Object.keys(filters).length ? `:${JSON.stringify(filters)}` : "";
  const key = `${members.join("+").toLowerCase()}:${country}:${language()}${suffix}`;
  return { members, country, jobId: null, filters, key };
}

const guessed = async () => (await import("./likely-country.js")).guessCountry();

async function filterFields(query) {
  const [{ readFilters }, { toRequestFields }] = await Promise.all([
    import("../filters/address.js"),
    import("../filters/request.js"),
  ]);
  return toRequestFields(readFilters(query));
}

/** Return the landing page's address, with these values filled in. */
export function landingAddress({ members = [], country, input }) {
  const address = new URL(ROOT);
  if (members.length) address.searchParams.set("username", members.join(","));
  if (country) address.searchParams.set("country", country);
  if (input) address.searchParams.set("input", input);
  return address;
}
