// The moments in which what was lost may be there again: the page is seen again, or the connection is back.

/** Gives a function that ends it. */
export function onWake(callback) {
  const listening = new AbortController();
  const listen = (target, name, isWake) =>
    target.addEventListener(name, (event) => isWake(event) && callback(), { signal: listening.signal });
  listen(document, "visibilitychange", () => !document.hidden);
  listen(window, "pageshow", ({ persisted }) => persisted); // kept as it was while another page was seen
  listen(window, "online", () => true);
  return () => listening.abort();
}
