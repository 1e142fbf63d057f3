// The films that a person may watch tonight. Kept in this browser, whole, to be shown without their search.

import { read, write } from "./local.js";

const KEY = "tonight";
/** More would be a second list to search. */
export const MOST_FILMS = 30;

/** The films; each change, also in another tab, sends an event "change". */
export class Tonight extends EventTarget {
  #films = readFilms();

  constructor() {
    super();
    window.addEventListener("storage", ({ key }) => (key ?? KEY).endsWith(KEY) && this.#show(readFilms()));
  }

  /** The films in the order of choice. */
  get films() {
    return [...this.#films];
  }

  get isFull() {
    return this.#films.length >= MOST_FILMS;
  }

  film = (id) => this.#films.find((film) => film.tmdb_id === id) ?? null;
  has = (id) => this.film(id) !== null;

  /** As those below, return false if saving fails. Films beyond MOST_FILMS are left out. */
  add(...films) {
    const ids = new Set(films.map(({ tmdb_id: id }) => id));
    return this.#save([...this.#films.filter(({ tmdb_id: id }) => !ids.has(id)), ...films].slice(0, MOST_FILMS));
  }

  remove(id) {
    return this.#save(this.#films.filter((film) => film.tmdb_id !== id));
  }

  clear() {
    return this.#save([]);
  }

  #save(films) {
    const isSaved = write(KEY, films);
    this.#show(films);
    return isSaved;
  }

  #show(films) {
    this.#films = films;
    this.dispatchEvent(new Event("change"));
  }
}

function readFilms() {
  const films = read(KEY, []);
  return Array.isArray(films) ? films.filter((film) => Number.isInteger(film?.tmdb_id)).slice(0, MOST_FILMS) : [];
}
