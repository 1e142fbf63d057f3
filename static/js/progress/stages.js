// The named stages of a job with their counts. They overlap, so each has a state of its own.

import { el, spoken } from "../dom/elements.js";
import { formatNumber, t } from "../i18n/messages.js";

/** Stage -> its share of the whole, for the one bar. */
const SHARES = { profile: 0.15, enrichment: 0.3, candidates: 0.15, availability: 0.35, ranking: 0.05 };
const NAMES = Object.keys(SHARES);

export class Stages {
  #rows = new Map();
  #seen = new Map(); // stage -> {done, total}
  #newest = -1;
  #fraction = 0;

  constructor(list) {
    for (const name of NAMES) {
      const count = el("span", { class: "stage-count" });
      const state = spoken("");
      this.#rows.set(name, { row: el("li", {}, el("span", {}, t(`progress.${name}`)), count, state), count, state });
    }
    list.replaceChildren(...Array.from(this.#rows.values(), ({ row }) => row));
    this.#draw();
  }

  /** How much of the whole is done, 0..1; never goes back, though totals may grow. */
  get fraction() {
    return this.#fraction;
  }

  update({ stage, done, total }) {
    if (!NAMES.includes(stage)) return;
    this.#seen.set(stage, { done, total });
    this.#newest = Math.max(this.#newest, NAMES.indexOf(stage));
    this.#measure();
    this.#draw();
  }

  /** The furthest stage reached so far, "" before the first. */
  get furthest() {
    return NAMES[this.#newest] ?? "";
  }

  finish() {
    this.#newest = NAMES.length;
    this.#fraction = 1;
    this.#draw();
  }

  #measure() {
    // Every candidate is looked up: their number stands in where a total is not known.
    const likely = this.#seen.get("candidates")?.total ?? 0;
    const parts = NAMES.map((name) => {
      const { done = 0, total = 0 } = this.#seen.get(name) ?? {};
      const share = done > 0 ? Math.min(1, done / (total || likely || Infinity)) : 0;
      return SHARES[name] * (this.#state(name) === "done" ? 1 : share);
    });
    this.#fraction = Math.max(
      this.#fraction,
      parts.reduce((sum, part) => sum + part),
    );
  }

  #draw() {
    for (const [name, { row, count, state }] of this.#rows) {
      const { done = 0, total = 0 } = this.#seen.get(name) ?? {};
      row.className = this.#state(name);
      state.textContent = t(`progress.state_${row.className}`);
      const reached = name === "profile" && row.className === "done" ? total : done;
      count.textContent = total ? t("progress.count", { done: reached, total }) : done ? formatNumber(done) : "";
    }
  }

  /**
   * Counts may be skipped on the way: once the last stage is reached, those before it are done; and no candidate
   * is asked for before all pages are read.
   */
  #state(name) {
    const { done, total } = this.#seen.get(name) ?? {};
    if (name === "profile" && this.#newest >= NAMES.indexOf("candidates")) return "done";
    const isLast = this.#newest >= NAMES.length - 1;
    if (this.#newest === NAMES.length || (isLast && name !== NAMES.at(-1))) return "done";
    if (total === undefined) return this.#unheard(NAMES.indexOf(name));
    return total > 0 && done >= total ? "done" : "active";
  }

  /** Of a stage without counts. When a later one has some, its own were skipped; only pages may not be needed. */
  #unheard(place) {
    if (place >= this.#newest) return "waiting";
    return place === 0 ? "done" : "active";
  }
}
