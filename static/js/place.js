// Where this results page is: whose films, and for which country. The address says it all.

import { getMeta, ROOT } from "./api.js";
import { likelyCountry } from "./country.js";

const CODE = /^[A-Z]{2}$/;

/** {username, country, jobId}: `jobId` only for a job that has no username. The country is put into the address. */
export async function readPlace() {
  const query = new URLSearchParams(location.search);
  const jobId = query.get("job");
  if (jobId) return { username: null, country: null, jobId };
  const username = decodeURIComponent(location.pathname.split("/").pop());
  const stated = query.get("country")?.toUpperCase() ?? "";
  const country = CODE.test(stated) ? stated : await guess();
  if (country !== query.get("country")) {
    query.set("country", country);
    history.replaceState(null, "", `?${query}`);
  }
  return { username, country, jobId: null };
}

/** The landing page, with this member and country filled in. */
export function landingAddress({ username, country }) {
  const address = new URL(ROOT);
  if (username) address.searchParams.set("username", username);
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
