// The landing page: whose films, which country, go.

import { drawnPoster } from "./art.js";
import { Problem, ROOT, getMeta } from "./api.js";
import { likelyCountry, rememberCountry } from "./country.js";
import { byId, el } from "./dom.js";
import { countryName, language, loadLanguage, t } from "./i18n.js";
import { showSite } from "./site.js";
import { readUsername } from "./username.js";

const POSTERS = 20;
const STEP = 13;

const form = byId("search");
const username = byId("username");
const country = byId("country");

function showCountries({ countries, default_country: fallback }, wanted) {
  const isServed = (code) => countries.includes(code);
  const compare = new Intl.Collator(language()).compare;
  const named = countries.map((code) => [code, countryName(code)]).sort((a, b) => compare(a[1], b[1]));
  country.replaceChildren(...named.map(([code, name]) => el("option", { value: code }, name)));
  country.value = isServed(wanted) ? wanted : likelyCountry(isServed, fallback);
}

function showSamples(samples) {
  byId("samples").hidden = samples.length === 0;
  byId("sample-list").replaceChildren(
    ...samples.map(({ name, films, tagline }) => {
      const link = el(
        "a",
        { href: new URL(name, ROOT) },
        el("b", {}, name),
        el("span", { class: "sample-films" }, t("landing.sample_films", { count: films })),
        el("span", { class: "sample-tagline" }, tagline),
      );
      // The country is read when the link is followed, since it may have been changed by then.
      link.addEventListener("click", () => (link.href = resultsAddress(name)));
      return el("li", {}, link);
    }),
  );
}

function resultsAddress(name) {
  const address = new URL(name, ROOT);
  if (country.value) address.searchParams.set("country", country.value);
  return address;
}

/** The wall of posters behind the lens, in an order that puts unlike ones side by side. */
function hangPosters() {
  byId("wall").replaceChildren(...Array.from({ length: POSTERS }, (_, n) => drawnPoster(n * STEP)));
}

function complain(problem) {
  byId("username-error").textContent = problem ? t(`landing.${problem}`) : "";
  username.toggleAttribute("aria-invalid", Boolean(problem));
  if (problem) username.setAttribute("aria-invalid", "true");
}

function go(event) {
  event.preventDefault();
  const { name, problem } = readUsername(username.value);
  complain(problem);
  if (problem) return username.focus();
  username.value = name;
  location.assign(resultsAddress(name));
}

await loadLanguage();
hangPosters();
const query = new URLSearchParams(location.search);
username.value = query.get("username") ?? "";
form.addEventListener("submit", go);
username.addEventListener("input", () => complain(null));
country.addEventListener("change", () => rememberCountry(country.value));
try {
  const meta = await getMeta();
  showSite(meta);
  showCountries(meta, query.get("country"));
  showSamples(meta.samples);
} catch (problem) {
  if (!(problem instanceof Problem)) throw problem;
  byId("country-error").textContent = t("landing.no_countries");
}
