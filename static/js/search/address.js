// Where this results page is: whose films, and for which country. The address says it all.

import { getMeta, ROOT } from "../api/client.js";
import { asDials, readFilters } from "../filters/filters.js";
import { likelyCountry } from "./country.js";
import { isName } from "./username.js";

const CODE = /^[A-Z]{2}$/;
/** As the job of an address, it stands for a blend of its `members`. */
export const BLEND = "blend";

/**
 * {members, country, jobId, dials, key}: `jobId` only for a job that cannot be started from here (an export); `dials`
 * when the search itself is to look for what the filters say. The country is put into the address.
 */
export async function readPlace() {
  const query = new URLSearchParams(location.search);
  const job = query.get("job");
  const dials = query.has("deep") ? asDials(readFilters(query)) : {};
  if (job && job !== BLEND) return { members: [], country: null, jobId: job, dials: {}, key: job };
  const members = job
    ? (query.get("members") ?? "").split(",").filter(isName)
    : [decodeURIComponent(location.pathname.split("/").pop())];
  const stated = query.get("country")?.toUpperCase() ?? "";
  const country = CODE.test(stated) ? stated : await guess();
  if (country !== query.get("country")) {
    query.set("country", country);
    history.replaceState(null, "", `?${query}${location.hash}`);
  }
  const said = Object.keys(dials).length ? `:${JSON.stringify(dials)}` : "";
  return { members, country, jobId: null, dials, key: `${members.join("+").toLowerCase()}:${country}${said}` };
}

/** The landing page, with these members and country filled in. */
export function landingAddress({ members = [], country, way }) {
  const address = new URL(ROOT);
  if (members.length) address.searchParams.set("username", members.join(","));
  if (country) address.searchParams.set("country", country);
  if (way) address.searchParams.set("way", way);
  return address;
}

export function resultsAddress(members, country) {
  const address = new URL(members.length > 1 ? "" : members[0], ROOT);
  if (members.length > 1) address.search = `?job=${BLEND}&members=${members.join(",")}`;
  if (country) address.searchParams.set("country", country);
  return address;
}

/** Without an answer, whatever the browser suggests; the job then tells of the dead connection. */
async function guess() {
  try {
    const meta = await getMeta();
    return likelyCountry((code) => meta.countries.includes(code), meta.default_country);
  } catch {
    return likelyCountry((code) => CODE.test(code), "US");
  }
}
