// The icons that no first card shows; the page's HTML holds the others.

import { svg } from "./elements.js";

const PATHS = {
  no: "M6 6 18 18M18 6 6 18",
  liked: "M12 20C5 15 3.5 12 3.5 9A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8.5 2c0 3-1.5 6-8.5 11Z",
  seen: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
  play: "M7 4.5v15l12-7.5Z",
};

/** Add them for `icon`. */
export function addSymbols() {
  const symbol = ([name, d]) => svg("symbol", { id: `icon-${name}`, viewBox: "0 0 24 24" }, svg("path", { d }));
  document.querySelector(".symbols").append(...Object.entries(PATHS).map(symbol));
}
