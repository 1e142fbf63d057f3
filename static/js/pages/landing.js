// The landing page: whose films, which country, go.

import { drawnPoster } from "../cards/drawn-poster.js";
import { byId, el } from "../dom/elements.js";
import { language, t } from "../i18n/messages.js";
import { countryName } from "../i18n/names.js";
import { loadLanguage, offerLanguages } from "../i18n/page.js";
import { showServerWords } from "../i18n/server-words.js";
import { InputTabs } from "../landing/input-tabs.js";
import { resultsAddress } from "../landing/results-address.js";
import { parseUsername } from "../landing/username-input.js";
import { countryCode, rememberCountry } from "../search/country.js";
import { likelyCountry } from "../search/likely-country.js";
import { getMeta } from "../server/client.js";
import { patiently } from "../server/patience.js";
import { Problem } from "../server/problem.js";
import { ROOT } from "../server/root.js";
import { showSite } from "../server/site.js";
import { recentSearches, removeSearch, removeSearches } from "../storage/searches.js";
import { connectThemeSwitch } from "../theme/switch.js";

const POSTERS = 20;
const SEED_STEP = 13;

const username = byId("username");
const country = byId("country");

let moreMembers = null; // a MemberFields, once needed

function showCountries({ countries, default_country: fallback }, wanted) {
  const isServed = (code) => countries.includes(code);
  const compare = new Intl.Collator(language()).compare;
  const namedCountries = countries.map((code) => [code, countryName(code)]).sort((a, b) => compare(a[1], b[1]));
  country.replaceChildren(...namedCountries.map(([code, name]) => el("option", { value: code }, name)));
  country.value = isServed(wanted) ? wanted : likelyCountry(isServed, fallback);
}

function showSamples(samples) {
  byId("samples").hidden = samples.length === 0;
  byId("sample-list").replaceChildren(
    ...samples.map(({ name, films, tagline }) => {
      const taglineNode = el("span", { class: "sample-tagline" });
      const link = el(
        "a",
        { href: resultsAddress([name]) },
        el("b", {}, name),
        el("span", { class: "sample-films" }, t("landing.sample_films", { count: films })),
        taglineNode,
      );
      showServerWords(taglineNode, tagline);
      // The country is read when the link is followed, since it may have been changed by then.
      link.addEventListener("click", () => (link.href = resultsAddress([name], country.value)));
      return el("li", {}, link);
    }),
  );
}

function showRecent() {
  const searches = recentSearches();
  byId("recent").hidden = searches.length === 0;
  byId("recent-list").replaceChildren(...searches.map(recentItem));
}

function recentItem(search) {
  const name = search.members.join(" & ") || t("landing.tab_export");
  const label = t("landing.remove_recent", { name });
  const button = el("button", { type: "button", "aria-label": label, title: label }, "×");
  button.addEventListener("click", () => {
    removeSearch(search);
    showRecent();
    (byId("recent-list").querySelector("button") ?? username).focus();
  });
  const link = el("a", { href: new URL(search.address, ROOT) }, name, el("small", {}, countryName(search.country)));
  return el("li", {}, link, button);
}

/** Fill the wall of posters behind the lens; the step puts unlike ones side by side. */
function hangPosters() {
  byId("wall").replaceChildren(...Array.from({ length: POSTERS }, (_, n) => drawnPoster(n * SEED_STEP)));
}

/** Return the member of the last search. */
const lastMember = () => recentSearches().find(({ members }) => members.length)?.members[0] ?? "";

function showError(problem, field = username) {
  byId("username-error").textContent = problem ? t(`landing.${problem}`) : "";
  for (const input of byId("panel-name").querySelectorAll("input")) input.removeAttribute("aria-invalid");
  if (!problem) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** Add a field, and focus it, unless the focus has moved on while the module was fetched. */
async function addMember(name = "") {
  const focused = document.activeElement;
  const { MemberFields } = await import("../landing/member-fields.js");
  moreMembers ??= new MemberFields(byId("more-members"), byId("add-member"), () => showError(null));
  const field = moreMembers.add(name);
  if (!name && document.activeElement === focused) field.focus();
}

function go() {
  const fields = [username, ...(moreMembers?.fields ?? [])];
  const names = [];
  for (const field of fields) {
    const { name, problem } = parseUsername(field.value);
    if (problem === "missing" && field !== username) continue;
    if (problem) return showError(problem, field);
    field.value = name;
    if (!names.some((other) => other.toLowerCase() === name.toLowerCase())) names.push(name);
  }
  showError(null);
  location.assign(resultsAddress(names, country.value));
}

await loadLanguage();
offerLanguages();
connectThemeSwitch();
hangPosters();
const query = new URLSearchParams(location.search);
const [first, ...further] = (query.get("username") ?? lastMember()).split(",");
username.value ||= first; // text typed before this script ran is kept
for (const name of further.filter(Boolean)) await addMember(name);
const tabs = new InputTabs(() => country.value);
tabs.connect(query.get("input"));
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (tabs.isExport) tabs.send();
  else go();
});
username.addEventListener("input", () => showError(null));
username.addEventListener("focus", () => username.select());
byId("add-member").addEventListener("click", () => addMember());
byId("forget").addEventListener("click", () => {
  removeSearches();
  showRecent();
  username.focus();
});
country.addEventListener("change", () => rememberCountry(country.value));
showRecent();
addEventListener("pageshow", ({ persisted }) => persisted && showRecent());
try {
  const meta = await patiently(getMeta);
  showSite(meta);
  showCountries(meta, countryCode(query.get("country") ?? ""));
  showSamples(meta.samples);
} catch (problem) {
  if (!(problem instanceof Problem)) throw problem;
  byId("country-error").textContent = t("landing.no_countries");
}
