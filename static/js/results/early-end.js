// The end of a job before its films are found, or with none: cancelled, failed, all filtered out. Fetched soon.

import { announce, announceProgress } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { Problem } from "../server/problem.js";
import { FailurePanel } from "./failure-panel.js";

export class EarlyEnd {
  #parts;
  #panel = new FailurePanel();

  /** `parts` of the page: {search, grid, counter, progress, run, remark, features}. */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Hide the failure of the job before. */
  clear() {
    this.#panel.disconnect();
  }

  failed(problem) {
    this.stopped("progress.stopped", "failed");
    this.showProblem(problem);
  }

  /** Show `problem` over the films. */
  showProblem(problem) {
    const { grid, search, run } = this.#parts;
    byId("list").hidden = grid.films.length === 0;
    this.#panel.connect(problem, search, run);
  }

  /** Stop; the films found stay. `key` names the words shown. */
  stopped(key, state = "stopped") {
    const { grid, counter, features, progress } = this.#parts;
    grid.settle(grid.films);
    counter.stop();
    features.stopped();
    const words = t(key, { count: grid.films.length });
    progress.finish(state, words);
    announceProgress("");
    if (state === "stopped") announce(words);
  }

  async cancel(job) {
    const { remark } = this.#parts;
    byId("cancel").disabled = true;
    remark("progress.cancelling", {}, announce);
    try {
      await job.cancel();
      byId("again").focus();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      byId("cancel").disabled = false;
      remark("progress.cancel_failed", {}, announce);
    }
  }
}
