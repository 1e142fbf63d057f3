// A word on what was just done, at the foot of the page until it has been read, with a button that undoes it.

import { el } from "./elements.js";
import { loadStyle } from "./styles.js";

const LIFE_MS = 10_000;

/** `undo`: {label, act()}; Ctrl or ⌘ with Z does the same, as the button is far from where the focus is. */
export async function toast(words, undo = null) {
  await loadStyle("toast");
  for (const former of document.querySelectorAll(".toast")) former.remove();
  const node = el("div", { class: "toast", role: "status" });
  (document.querySelector("dialog[open]") ?? document.body).append(node); // what is beside a dialog is not read out
  node.append(el("span", {}, words)); // once it is there, so that it is read out
  if (undo) offerUndo(node, undo);
  lapse(node);
}

/** The same, but what is shown already stays, with what it offers. */
export function addToToast(words) {
  const shown = document.querySelector(".toast");
  if (shown) shown.firstChild.append(" ", words);
  else toast(words);
}

function offerUndo(node, { label, act }) {
  const button = el("button", { type: "button", "aria-keyshortcuts": "Control+Z" }, label);
  const isOver = new AbortController();
  const run = () => {
    isOver.abort();
    node.remove();
    act();
  };
  button.addEventListener("click", run);
  const pressed = (event) => {
    if (!node.isConnected) return isOver.abort();
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea")) return;
    event.preventDefault();
    run();
  };
  document.addEventListener("keydown", pressed, { signal: isOver.signal });
  node.append(button);
}

/** It stays for as long as somebody points at it, or has the focus in it. */
function lapse(node) {
  setTimeout(() => (node.matches(":hover, :focus-within") ? lapse(node) : node.remove()), LIFE_MS);
}
