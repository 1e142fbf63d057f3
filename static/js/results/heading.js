// The members and the country at the top of the page.

import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { countryName } from "../i18n/names.js";
import { landingAddress } from "../search/address.js";

export function showMembers(members) {
  const name = members.join(" & ");
  if (!name) return;
  document.title = t("results.document", { name });
  byId("title").textContent = t("results.title", { name });
}

export function showCountry(code, search) {
  if (!code) return;
  byId("country").textContent = countryName(code);
  if (search.jobId) return;
  byId("change").title = t("results.change");
  byId("change").href = landingAddress({ ...search, country: code });
}
