// What the person said of films: not interested, seen, seen and liked. Kept in this browser, told to the next job.

import { read, write } from "./local.js";

const KEY = "verdicts";
const MOST_SENT = 2_000;

export const VERDICTS = ["no", "liked", "seen"];

export class Verdicts {
  #said = new Map(Object.entries(read(KEY, {})));

  of = (id) => this.#said.get(String(id))?.verdict ?? null;

  /** [{id, title, year, verdict}], newest first. */
  get all() {
    return Array.from(this.#said, ([id, said]) => ({ id: Number(id), ...said })).sort((a, b) => b.at - a.at);
  }

  give({ tmdb_id: id, title, year }, verdict) {
    this.#said.set(String(id), { verdict, title, year, at: Date.now() });
    this.#keep();
  }

  takeBack(id) {
    this.#said.delete(String(id));
    this.#keep();
  }

  clear() {
    this.#said.clear();
    this.#keep();
  }

  /** The fields of the next job; none when nothing was said. */
  asFields() {
    const ids = (isWanted) =>
      this.all
        .filter(isWanted)
        .slice(0, MOST_SENT)
        .map(({ id }) => id);
    const fields = {
      exclude_ids: ids(({ verdict }) => verdict !== "liked"),
      liked_ids: ids(({ verdict }) => verdict === "liked"),
    };
    return Object.fromEntries(Object.entries(fields).filter(([, list]) => list.length));
  }

  #keep() {
    write(KEY, Object.fromEntries(this.#said));
  }
}
