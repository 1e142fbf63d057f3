// What nobody needs before there are cards, tools.js, and the panel of a failure: fetched with the first card, or soon.

import { loadStyle } from "../dom/styles.js";
import { Problem } from "../server/problem.js";

const LATEST_MS = 800;
const STYLES = ["panels", "dialogs", "outcome"];

export class Features {
  #parts;
  #tools = null;
  #loading = null;

  /** `parts`: what ResultTools work on. */
  constructor(parts) {
    this.#parts = parts;
    // Whoever needs it tries again.
    setTimeout(() => Promise.all([this.ready(), this.failurePanel()]).catch(() => {}), LATEST_MS);
  }

  /** Resolves when all is in use. */
  ready() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** The class of the panel that a failure is told in. */
  async failurePanel() {
    const [{ FailurePanel }] = await Promise.all([import("./failure-panel.js"), loadStyle("outcome")]);
    return FailurePanel;
  }

  update() {
    this.#tools?.update();
  }

  /** As `ResultTools` does it. Throws a Problem when they cannot be fetched. */
  async finished(result, circumstances) {
    await this.ready().catch((error) => Promise.reject(new Problem("offline", { detail: String(error) })));
    return this.#tools.finished(result, circumstances);
  }

  async #load() {
    const styles = [...STYLES.map((name) => loadStyle(name)), loadStyle("print", "print")];
    const [{ ResultTools }] = await Promise.all([import("./tools.js"), ...styles]);
    this.#tools = new ResultTools(this.#parts);
  }
}
