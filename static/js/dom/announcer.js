// The page's one live region; an open dialog has its own, as what is behind it is not heard. Messages wait for each
// other, so that none is cut off by the next.

import { byId } from "./elements.js";

const PAUSE_MS = 1_500;

const waiting = [];
let timer = 0;

export function announce(words) {
  waiting.push(words);
  if (!timer) speak();
}

function speak() {
  const region = document.querySelector("dialog[open] [data-announcer]") ?? byId("announcer");
  region.textContent = waiting.shift() ?? "";
  timer = waiting.length || region.textContent ? setTimeout(speak, PAUSE_MS) : 0;
}
