// The progress of a job's stages. They overlap, so each has its own state. Pure.

/** Stage -> its share of the whole, for the one bar. */
const SHARES = { profile: 0.15, enrichment: 0.3, candidates: 0.15, availability: 0.35, ranking: 0.05 };
export const STAGES = Object.keys(SHARES);

export class StageProgress {
  #counts = new Map(); // stage -> {done, total}
  #furthestIndex = -1;
  #fraction = 0;

  /** Take a status event; one of a stage not counted here is ignored. */
  update({ stage, done, total }) {
    if (!STAGES.includes(stage)) return;
    this.#counts.set(stage, { done, total });
    this.#furthestIndex = Math.max(this.#furthestIndex, STAGES.indexOf(stage));
    this.#measure();
  }

  finish() {
    this.#furthestIndex = STAGES.length;
    this.#fraction = 1;
  }

  /** The share done, 0..1; it never falls, though totals may grow. */
  get fraction() {
    return this.#fraction;
  }

  /** The furthest stage reached so far, "" before the first. */
  get furthest() {
    return STAGES[this.#furthestIndex] ?? "";
  }

  /** Return {done, total}; total 0: unknown. Once all pages are read, they count as done. */
  counts(stage) {
    const { done = 0, total = 0 } = this.#counts.get(stage) ?? {};
    return { done: stage === "profile" && total && this.state(stage) === "done" ? total : done, total };
  }

  /**
   * Return "waiting", "active" or "done". Counts may be missing: once the last stage is reached, those before it are
   * done; once candidates are asked for, all pages are read.
   */
  state(stage) {
    const { done, total } = this.#counts.get(stage) ?? {};
    if (stage === "profile" && this.#furthestIndex >= STAGES.indexOf("candidates")) return "done";
    const isLastReached = this.#furthestIndex >= STAGES.length - 1;
    if (this.#furthestIndex === STAGES.length || (isLastReached && stage !== STAGES.at(-1))) return "done";
    if (total === undefined) return this.#stateWithoutCounts(STAGES.indexOf(stage));
    return total > 0 && done >= total ? "done" : "active";
  }

  /** Return the state without counts: active if a later stage has some, but done for pages, not needed then. */
  #stateWithoutCounts(index) {
    if (index >= this.#furthestIndex) return "waiting";
    return index === 0 ? "done" : "active";
  }

  #measure() {
    // Every candidate is looked up: their number replaces an unknown total.
    const likelyTotal = this.#counts.get("candidates")?.total ?? 0;
    let sum = 0;
    for (const stage of STAGES) {
      const { done = 0, total = 0 } = this.#counts.get(stage) ?? {};
      const share = done > 0 ? Math.min(1, done / (total || likelyTotal || Infinity)) : 0;
      sum += SHARES[stage] * (this.state(stage) === "done" ? 1 : share);
    }
    this.#fraction = Math.max(this.#fraction, sum);
  }
}
