// Moments when a lost connection may be back: the page is visible again, or the browser is online.

/** Call `callback` then; return a function to end it. */
export function onWake(callback) {
  const listening = new AbortController();
  const listen = (target, name, isWake) =>
    target.addEventListener(name, (event) => isWake(event) && callback(), { signal: listening.signal });
  listen(document, "visibilitychange", () => !document.hidden);
  listen(window, "pageshow", ({ persisted }) => persisted); // from the back/forward cache
  listen(window, "online", () => true);
  return () => listening.abort();
}
