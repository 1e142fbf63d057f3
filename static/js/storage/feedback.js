// A person's feedback on films: not interested, seen, liked. Kept in this browser, sent with the next job.
// Each change sends an event "change".

import { read, write } from "./local.js";

const KEY = "feedback";
const MOST_SENT = 2_000;

export const FEEDBACK_KINDS = ["seen", "liked", "no"];

export class Feedback extends EventTarget {
  #entries = new Map(Object.entries(read(KEY, {})).filter(([, entry]) => FEEDBACK_KINDS.includes(entry?.feedback)));

  of = (id) => this.#entries.get(String(id))?.feedback ?? null;

  /** Return whether a film has no feedback. */
  allows = ({ tmdb_id: id }) => !this.of(id);

  /** [{id, title, year, feedback}], newest first. */
  get all() {
    return Array.from(this.#entries, ([id, entry]) => ({ id: Number(id), ...entry })).sort((a, b) => b.at - a.at);
  }

  /** As those below, return false if saving fails. */
  give({ tmdb_id: id, title, year }, feedback) {
    this.#entries.set(String(id), { feedback, title, year, at: Date.now() });
    return this.#save();
  }

  takeBack(id) {
    this.#entries.delete(String(id));
    return this.#save();
  }

  clear() {
    this.#entries.clear();
    return this.#save();
  }

  /** Return the next job's fields; none without feedback. */
  toRequestFields() {
    const ids = (isWanted) =>
      this.all
        .filter(isWanted)
        .slice(0, MOST_SENT)
        .map(({ id }) => id);
    const fields = {
      exclude_ids: ids(({ feedback }) => feedback !== "liked"),
      liked_ids: ids(({ feedback }) => feedback === "liked"),
    };
    return Object.fromEntries(Object.entries(fields).filter(([, list]) => list.length));
  }

  #save() {
    const isSaved = write(KEY, Object.fromEntries(this.#entries));
    this.dispatchEvent(new Event("change"));
    return isSaved;
  }
}
