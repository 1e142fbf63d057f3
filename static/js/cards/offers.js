// The offers of a film: a summary that opens into links, grouped by cost.

import { el, visuallyHidden } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

/** Text key -> the monetizations it gathers, cheapest first. */
const GROUPS = { included: ["flatrate"], free: ["free", "ads"], paid: ["rent", "buy"], cinema: ["cinema"] };

/** Build the offers; null if not requested. `isLive`: the job runs, so unknown offers may be found yet. */
export function watchPart({ title, offers, availability }, isLive) {
  if (availability === "not_requested") return null;
  if (availability === "unknown")
    return isLive ? plain(t("card.checking")) : plain(t("card.unknown"), t("card.unknown_more"));
  const groups = grouped(offers ?? []);
  return groups.length ? disclosure(title, groups) : plain(t("card.none"));
}

function plain(text, more) {
  return el("p", { class: "watch watch-plain", title: more }, text);
}

function disclosure(title, groups) {
  const glance = groups
    .slice(0, 3)
    .map(([group, providers]) =>
      el("span", { class: "glance" }, el("b", {}, t(`card.${group}`)), " ", [...providers.keys()].join(", ")),
    );
  const details = el(
    "details",
    { class: "watch", name: "watch" },
    el("summary", {}, visuallyHidden(t("card.watch_label", { title })), ...glance),
  );
  details.addEventListener("toggle", () => addLinks(details, title, groups));
  details.addEventListener("keydown", closeOnEscape);
  return details;
}

/** Build the links when opened: most never are. */
async function addLinks(details, title, groups) {
  const module = await import("./offer-panel.js").catch(() => null); // offline, the summary is all
  if (module && !details.querySelector(".watch-panel")) details.append(module.offerPanel(title, groups));
}

function closeOnEscape({ key, currentTarget: details }) {
  if (key !== "Escape" || !details.open) return;
  details.open = false;
  details.querySelector("summary").focus();
}

/** Return [[group, Map(provider -> {url, notes})]] without empty groups; a group has a provider once. */
export function grouped(offers) {
  return Object.entries(GROUPS)
    .map(([group, kinds]) => [group, byProvider(offers.filter((offer) => kinds.includes(offer.monetization)))])
    .filter(([, providers]) => providers.size > 0);
}

function byProvider(offers) {
  const providers = new Map();
  for (const { provider, monetization, url, addon_of: platform, has_ads: hasAds } of offers) {
    const entry = providers.get(provider) ?? { url: null, notes: new Set() };
    entry.url ??= webAddress(url);
    const notes = [platform && "addon", hasAds && "ads", GROUPS.paid.includes(monetization) && monetization];
    for (const note of notes.filter(Boolean)) entry.notes.add(note);
    providers.set(provider, entry);
  }
  return providers;
}

/** Return `url`; null if it is no web address. */
function webAddress(url) {
  return /^https?:\/\//i.test(url ?? "") ? url : null;
}
