// The page's one live region; an open dialog has its own, as what is behind it is not heard. What a press did is said
// at once; other news wait for each other, and of progress only the newest line is ever said.

import { byId } from "./elements.js";

const PAUSE_MS = 1_500;

const waiting = [];
let progress = ""; // the newest line, while it waits
let current = ""; // one of those that waited, while it is said
let timer = 0;

/** What came of an action. What it breaks in upon is said again after it. */
export function announce(words) {
  if (current) waiting.unshift(current);
  current = "";
  say(words);
}

/** What is to be heard whatever else is said. */
export function announceInTurn(words) {
  progress = "";
  waiting.push(words);
  if (!timer) next();
}

/** "" takes back what waits. */
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
  region.textContent = words && words === region.textContent ? `${words}\u00a0` : words; // else it is no change
  clearTimeout(timer);
  timer = words ? setTimeout(next, PAUSE_MS) : 0;
}
