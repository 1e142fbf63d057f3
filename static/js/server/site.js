// What both pages show of the server: that it is a demo, and links to those whose data it uses.

import { byId } from "../dom/elements.js";
import { getMeta } from "./client.js";

const HOMES = { "tmdb-mark": "https://www.themoviedb.org/", "justwatch-mark": "https://www.justwatch.com/" };

/** In the demo nothing leads to the real services, since nothing comes from them. */
export function showSite({ demo }) {
  for (const node of document.querySelectorAll("body [data-demo]")) node.hidden = !demo;
  document.documentElement.dataset.demo = demo;
  if (demo) return;
  for (const [id, address] of Object.entries(HOMES)) if (byId(id)) byId(id).href = address;
}

let known = null;

/** Shows it, once. Resolves also where it cannot be known now: then the page leads nowhere else, as in the demo. */
export function knowSite() {
  known ??= getMeta().then(showSite, () => {
    known = null;
  });
  return known;
}
