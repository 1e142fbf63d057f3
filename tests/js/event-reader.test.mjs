import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "../../static/js/job/event-reader.js";

const STREAM =
  'retry: 2000\n: open\n\nid: 1\nevent: log\ndata: {"line":"año ★"}\n\n: heartbeat\n\nid: 7\ndata: a\ndata:  b\n\n';
const EVENTS = [
  { id: "1", name: "log", data: '{"line":"año ★"}' },
  { id: "7", name: "", data: "a\n b" },
];

/** Send `text` in pieces of `size`, then end, or fail with `error`. */
const inPieces = (text, size, error) => {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return error ? controller.error(error) : controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
};

async function read(stream) {
  const events = [];
  let heard = 0;
  await readEvents(
    stream,
    (event) => events.push(event),
    () => (heard += 1),
  );
  return { events, heard };
}

test("however the bytes are cut, the events are the same, and a comment is a sign of life", async () => {
  for (let size = 1; size < STREAM.length; size += 1)
    assert.deepEqual((await read(inPieces(STREAM, size))).events, EVENTS);
  assert.equal((await read(inPieces(": heartbeat\n\n", 99))).heard, 1);
});

test("lines may end as on Windows", async () => {
  const stream = STREAM.replaceAll("\n", "\r\n");
  for (let size = 1; size < 40; size += 1) assert.deepEqual((await read(inPieces(stream, size))).events, EVENTS);
});

test("what is cut off in the middle of an event is no event", async () => {
  assert.deepEqual((await read(inPieces(STREAM.slice(0, -2), 5))).events, EVENTS.slice(0, 1));
  const lost = inPieces(STREAM, 5, new TypeError("network error"));
  assert.equal((await read(lost)).events.length, 2);
});
