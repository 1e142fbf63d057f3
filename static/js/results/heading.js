// Whose films, and for which country, at the top of the page.

import { byId } from "../dom/elements.js";
import { countryName, t } from "../i18n/messages.js";
import { landingAddress } from "../search/address.js";

export function showMembers(members) {
  const name = members.join(" & ");
  if (!name) return;
  document.title = t("results.document", { name });
  byId("title").textContent = t("results.title", { name });
}

export function showCountry(code, place) {
  if (!code) return;
  byId("country").textContent = countryName(code);
  byId("change").hidden = Boolean(place.jobId);
  byId("change").href = landingAddress(place);
}
