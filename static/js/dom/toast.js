// A message on the last action, for some seconds at the foot of the page, with a button to undo it.

import { el } from "./elements.js";
import { loadStyle } from "./styles.js";

const LIFE_MS = 10_000;

/** Show `words`. `undo`: {label, act()}; Ctrl or ⌘ with Z does it, too: the button is far from the focus. */
export async function toast(words, undo = null) {
  await loadStyle("toast");
  for (const former of document.querySelectorAll(".toast")) former.remove();
  const node = el("div", { class: "toast", role: "status" });
  (document.querySelector("dialog[open]") ?? document.body).append(node); // outside an open dialog it is not read out
  node.append(el("span", {}, words)); // added later, so that it is read out
  if (undo) offerUndo(node, undo);
  lapse(node);
}

/** Add `words` to the toast shown, or show one. */
export function addToToast(words) {
  const shown = document.querySelector(".toast");
  if (shown) shown.firstChild.append(" ", words);
  else toast(words);
}

function offerUndo(node, { label, act }) {
  const button = el("button", { type: "button", "aria-keyshortcuts": "Control+Z" }, label);
  const listening = new AbortController();
  const run = () => {
    listening.abort();
    node.remove();
    act();
  };
  button.addEventListener("click", run);
  const pressed = (event) => {
    if (!node.isConnected) return listening.abort();
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea")) return;
    event.preventDefault();
    run();
  };
  document.addEventListener("keydown", pressed, { signal: listening.signal });
  node.append(button);
}

/** Remove it after a while, but not while it has the pointer or the focus. */
function lapse(node) {
  setTimeout(() => (node.matches(":hover, :focus-within") ? lapse(node) : node.remove()), LIFE_MS);
}
