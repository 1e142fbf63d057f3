// A reader of server-sent events. EventSource would hide the status of an error, and the comments that show that a
// silent connection is alive.

import { othersTurn } from "../dom/turns.js";

const BLANK_LINE = /\r?\n\r?\n/;
/** The longest work before others get a turn: hundreds may come at once. */
const TURN_MS = 8;

/** Call `onEvent({id, name, data})`, and `onHeard()` for any bytes, until the stream ends or breaks. */
export async function readEvents(bytes, onEvent, onHeard) {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read().catch(() => ({ done: true }));
    if (done) return;
    onHeard();
    const blocks = (rest + value).split(BLANK_LINE);
    rest = blocks.pop(); // incomplete
    let until = performance.now() + TURN_MS;
    for (const event of blocks.map(parse)) {
      if (event.data) onEvent(event);
      if (performance.now() < until) continue;
      await othersTurn();
      until = performance.now() + TURN_MS;
    }
  }
}

/** Return the fields of a block; missing ones are empty, in a comment all. */
function parse(block) {
  const fields = { id: "", event: "", data: [] };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "data") fields.data.push(value);
    else if (name) fields[name] = value;
  }
  return { id: fields.id, name: fields.event, data: fields.data.join("\n") };
}
