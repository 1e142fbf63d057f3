// The live region of the page, or of an open dialog, behind which nothing is heard. Results of actions are said at
// once; other news take turns; of progress only the newest line is said.

import { byId } from "./elements.js";

const PAUSE_MS = 1_500;

const waiting = [];
let progress = ""; // the newest line, while it waits
let current = ""; // the line of `waiting` that is being said
let timer = 0;

/** Say the result of an action now; a line that it interrupts is repeated. */
export function announce(words) {
  if (current) waiting.unshift(current);
  current = "";
  say(words);
}

/** Say what must be heard, after what waits. */
export function announceInTurn(words) {
  progress = "";
  waiting.push(words);
  if (!timer) next();
}

/** Say progress; "" drops it. */
export function announceProgress(words) {
  progress = words;
  if (!timer) next();
}

function next() {
  current = waiting.shift() ?? "";
  say(current || progress);
  if (!current) progress = "";
}

function say(words) {
  const region = document.querySelector("dialog[open] [data-announcer]") ?? byId("announcer");
  region.textContent = words && words === region.textContent ? `${words}\u00a0` : words; // else no change is heard
  clearTimeout(timer);
  timer = words ? setTimeout(next, PAUSE_MS) : 0;
}
