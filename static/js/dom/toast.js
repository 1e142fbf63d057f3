// A word on what was just done, at the foot of the page until it has been read.

import { el } from "./elements.js";
import { loadStyle } from "./styles.js";

const LIFE_MS = 10_000;

export async function toast(words) {
  await loadStyle("toast");
  for (const former of document.querySelectorAll(".toast")) former.remove();
  const node = el("p", { class: "toast", role: "status" });
  (document.querySelector("dialog[open]") ?? document.body).append(node); // what is beside a dialog is not read out
  node.textContent = words; // once it is there, so that it is read out
  setTimeout(() => node.remove(), LIFE_MS);
}
