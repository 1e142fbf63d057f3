// The page's one live region. Messages wait for each other, so that none is cut off by the next.

import { byId } from "./elements.js";

const PAUSE_MS = 1_500;

const waiting = [];
let timer = 0;

export function announce(words) {
  waiting.push(words);
  if (!timer) speak();
}

function speak() {
  byId("announcer").textContent = waiting.shift() ?? "";
  timer = waiting.length || byId("announcer").textContent ? setTimeout(speak, PAUSE_MS) : 0;
}
