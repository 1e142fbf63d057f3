// The parts of a browser that tested modules need. Imported before them.

export const page = Object.assign(new EventTarget(), { hidden: false, querySelector: () => null });
export const frame = new EventTarget();
export const connection = { onLine: true, languages: ["en"] };

/** The entries of the storage. */
export const entries = new Map();
export const storage = { isFull: false };

const local = {
  getItem: (key) => entries.get(key) ?? null,
  setItem(key, value) {
    if (storage.isFull) throw new DOMException("full", "QuotaExceededError");
    entries.set(key, value);
  },
  removeItem: (key) => entries.delete(key),
};

/** The storage; its keys are those of its entries, as in a browser. */
const listed = new Proxy(local, {
  ownKeys: () => [...entries.keys()],
  getOwnPropertyDescriptor: (_, key) =>
    entries.has(key) && { value: entries.get(key), enumerable: true, configurable: true },
});

for (const [name, value] of Object.entries({
  document: page,
  window: frame,
  navigator: connection,
  localStorage: listed,
}))
  Object.defineProperty(globalThis, name, { value, configurable: true });
