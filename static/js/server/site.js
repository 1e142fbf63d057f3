// Facts about the server on its pages: whether it is a demo, and links to its data sources.

import { byId } from "../dom/elements.js";
import { getMeta } from "./client.js";

const HOMES = { "tmdb-mark": "https://www.themoviedb.org/", "justwatch-mark": "https://www.justwatch.com/" };

/** Show these facts. A demo links to no real service, since its data is from none. */
export function showSite({ demo }) {
  for (const node of document.querySelectorAll("body [data-demo]")) node.hidden = !demo;
  document.documentElement.dataset.demo = demo;
  if (demo) return;
  for (const [id, address] of Object.entries(HOMES)) if (byId(id)) byId(id).href = address;
}

let showing = null;

/** Show the facts once. Resolves without an answer, too: then there are no outside links, as in the demo. */
export function showSiteOnce() {
  showing ??= getMeta().then(showSite, () => {
    showing = null;
  });
  return showing;
}
