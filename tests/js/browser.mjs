// As much of a browser as modules need that are tested without one. Imported before them.

export const page = Object.assign(new EventTarget(), { hidden: false, querySelector: () => null });
export const frame = new EventTarget();
export const connection = { onLine: true, languages: ["en"] };

/** What is kept; `refuse` makes it full. */
export const kept = new Map();
export const storage = { isFull: false };

const local = {
  getItem: (key) => kept.get(key) ?? null,
  setItem(key, value) {
    if (storage.isFull) throw new DOMException("full", "QuotaExceededError");
    kept.set(key, value);
  },
  removeItem: (key) => kept.delete(key),
};

/** Its keys are those of what is kept, as a browser's are. */
const listed = new Proxy(local, {
  ownKeys: () => [...kept.keys()],
  getOwnPropertyDescriptor: (_, key) => kept.has(key) && { value: kept.get(key), enumerable: true, configurable: true },
});

for (const [name, value] of Object.entries({
  document: page,
  window: frame,
  navigator: connection,
  localStorage: listed,
}))
  Object.defineProperty(globalThis, name, { value, configurable: true });
