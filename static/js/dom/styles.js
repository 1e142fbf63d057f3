// Style sheets that only some need: fetched once, before what they are for is shown; without one, things look plain.

import { el } from "./elements.js";

const sheets = new Map(); // name -> promise of the sheet

export function loadStyle(name, media) {
  if (!sheets.has(name)) sheets.set(name, fetchStyle(name, media));
  return sheets.get(name);
}

function fetchStyle(name, media) {
  const link = el("link", { rel: "stylesheet", href: new URL(`../../css/${name}.css`, import.meta.url).href, media });
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => resolve(sheets.delete(name)));
    document.head.append(link);
  });
}
