// Server-sent events out of bytes. Read here rather than by EventSource, which tells neither an error's status nor
// that a silent connection is still alive.

import { othersTurn } from "../dom/turns.js";

const BLANK_LINE = /\r?\n\r?\n/;
/** After so much of them, other work gets its turn: hundreds may come at once. */
const TURN_MS = 8;

/** Events as `onEvent({id, name, data})`; `onHeard()` at any sign of life. Resolves at the end, or a cut. */
export async function readEvents(bytes, onEvent, onHeard) {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read().catch(() => ({ done: true }));
    if (done) return;
    onHeard();
    const blocks = (rest + value).split(BLANK_LINE);
    rest = blocks.pop(); // not yet whole
    let until = performance.now() + TURN_MS;
    for (const event of blocks.map(parse)) {
      if (event.data) onEvent(event);
      if (performance.now() < until) continue;
      await othersTurn();
      until = performance.now() + TURN_MS;
    }
  }
}

/** The fields of one block; what it lacks is empty, and so is all of a comment. */
function parse(block) {
  const fields = { id: "", event: "", data: [] };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "data") fields.data.push(value);
    else if (name) fields[name] = value;
  }
  return { id: fields.id, name: fields.event, data: fields.data.join("\n") };
}
