// The films that a person may watch tonight. Kept in this browser, whole, so that they can be shown without the search
// that found them.

import { read, write } from "./local.js";

const KEY = "tonight";
/** The most films that can be compared; more would be a second list to search. */
export const MOST = 30;

/** The films; each change, also in another tab, sends an event "change". */
export class Tonight extends EventTarget {
  #films = kept();

  constructor() {
    super();
    window.addEventListener("storage", ({ key }) => (key ?? KEY).endsWith(KEY) && this.#show(kept()));
  }

  /** The films in the order of choice. */
  get films() {
    return [...this.#films];
  }

  get isFull() {
    return this.#films.length >= MOST;
  }

  film = (id) => this.#films.find((film) => film.tmdb_id === id) ?? null;
  has = (id) => this.film(id) !== null;

  /** As those below, return false if saving fails. Films beyond MOST are left out. */
  add(...films) {
    const ids = new Set(films.map(({ tmdb_id: id }) => id));
    return this.#keep([...this.#films.filter(({ tmdb_id: id }) => !ids.has(id)), ...films].slice(0, MOST));
  }

  remove(id) {
    return this.#keep(this.#films.filter((film) => film.tmdb_id !== id));
  }

  clear() {
    return this.#keep([]);
  }

  #keep(films) {
    const isKept = write(KEY, films);
    this.#show(films);
    return isKept;
  }

  #show(films) {
    this.#films = films;
    this.dispatchEvent(new Event("change"));
  }
}

function kept() {
  const films = read(KEY, []);
  return Array.isArray(films) ? films.filter((film) => Number.isInteger(film?.tmdb_id)).slice(0, MOST) : [];
}
