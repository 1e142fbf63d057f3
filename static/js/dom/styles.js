// Style sheets that are fetched once, when first needed. Without one, the page works but looks plain.

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
