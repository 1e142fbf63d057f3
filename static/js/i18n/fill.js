// The texts of a page, anew: as the server writes them, in another language.

import { t } from "./messages.js";

/** data-t names the key of a node's text, data-t-aria-label that of its label. */
export function fillTexts() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-aria-label]"))
    node.setAttribute("aria-label", t(node.dataset.tAriaLabel));
}
