// The stages of a job as a list, with their counts.

import { el, visuallyHidden } from "../dom/elements.js";
import { formatNumber } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { STAGES, StageProgress } from "./stages.js";

export class StageList {
  #rows = new Map(); // stage -> {row, count, state}
  #progress = new StageProgress();

  constructor(list) {
    for (const stage of STAGES) {
      const count = el("span", { class: "stage-count" });
      const state = visuallyHidden("");
      this.#rows.set(stage, { row: el("li", {}, el("span", {}, t(`progress.${stage}`)), count, state), count, state });
    }
    list.replaceChildren(...Array.from(this.#rows.values(), ({ row }) => row));
    this.#draw();
  }

  /** That of StageProgress. */
  get fraction() {
    return this.#progress.fraction;
  }

  get furthest() {
    return this.#progress.furthest;
  }

  update(status) {
    this.#progress.update(status);
    this.#draw();
  }

  finish() {
    this.#progress.finish();
    this.#draw();
  }

  #draw() {
    for (const [stage, { row, count, state }] of this.#rows) {
      const { done, total } = this.#progress.counts(stage);
      row.className = this.#progress.state(stage);
      state.textContent = t(`progress.state_${row.className}`);
      count.textContent = total ? t("progress.count", { done, total }) : done ? formatNumber(done) : "";
    }
  }
}
