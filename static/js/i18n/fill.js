// The texts of a page, which the server wrote, in another language.

import { t } from "./messages.js";

/** Fill in texts: data-t is the key of a node's text, data-t-aria-label of its label. */
export function fillTexts() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-aria-label]"))
    node.setAttribute("aria-label", t(node.dataset.tAriaLabel));
}
