// Code that is not needed before the first card: the tools for cards, and the early end of a job. Fetched with that
// card, or soon.

import { CONTROLS } from "../cards/card.js";
import { loadStyle } from "../dom/styles.js";
import { othersTurn } from "../dom/turns.js";
import { offerLanguages } from "../i18n/page.js";
import { NON_FILTERS } from "../search/address.js";
import { Problem } from "../server/problem.js";

const LATEST_MS = 800;
const STYLES = ["foot", "panels", "dialogs", "outcome"];

export class Features {
  #parts;
  #view = null;
  #tools = null;
  #loading = null;
  #pressed = new Map();
  /** An EarlyEnd, once fetched. */
  earlyEnd = null;

  /** `parts`: those of FilmView, ResultTools and EarlyEnd. */
  constructor(parts) {
    this.#parts = parts;
    parts.grid.show(parts.feedback.allows);
    document.addEventListener("click", this.#hold);
    // Later calls try again.
    setTimeout(() => Promise.all([this.ready(), this.fetchEarly()]).catch(() => {}), LATEST_MS);
  }

  /** Load all modules and styles; resolves when they are in use. */
  ready() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = null;
      this.#pressed.clear();
      throw error;
    });
    return this.#loading;
  }

  /** Wait until the filters of the address apply, if it has any. */
  async readyForFilters() {
    const hasFilters = [...new URLSearchParams(location.search).keys()].some((name) => !NON_FILTERS.includes(name));
    if (hasFilters) await this.ready().catch(() => {});
  }

  async fetchEarly() {
    const [{ EarlyEnd }] = await Promise.all([import("./early-end.js"), loadStyle("outcome")]);
    this.earlyEnd ??= new EarlyEnd({ ...this.#parts, features: this });
    return this.earlyEnd;
  }

  /** Begin a job. */
  start() {
    this.earlyEnd?.clear();
    this.#view?.start();
  }

  changed() {
    this.#view?.changed();
  }

  /** Let ResultTools show `result`. Throws a Problem if the tools cannot be fetched. */
  async finished(result, circumstances) {
    await this.ready().catch((error) => Promise.reject(new Problem("offline", { detail: String(error) })));
    await othersTurn();
    return this.#tools.finished(result, circumstances);
  }

  /** Order the films of a job that ended early, if we have a connection. */
  async stopped() {
    await this.ready().catch(() => {});
    this.#view?.finish();
  }

  /** Hold presses on cards until the tools can answer them: each choice once, else the last. */
  #hold = (event) => {
    const control = event.target.closest(`.card :is(${CONTROLS})`);
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = Number(control.closest(".card").dataset.id);
    const selector = CONTROLS.find((each) => control.matches(each));
    this.#pressed.set(control.matches("[data-choose]") && id, [id, selector]);
  };

  async #load() {
    const styles = [...STYLES.map((name) => loadStyle(name)), loadStyle("print", "print")];
    const [{ FilmView }, { ResultTools }, { showMasthead }, { addSymbols }] = await Promise.all([
      import("./film-view.js"),
      import("./tools.js"),
      import("./masthead.js"),
      import("../dom/symbols.js"),
      ...styles,
    ]);
    addSymbols();
    await othersTurn();
    const { grid, feedback } = this.#parts;
    this.#view = new FilmView(grid, feedback, () => this.#tools?.update());
    this.#tools = new ResultTools({ ...this.#parts, view: this.#view });
    document.removeEventListener("click", this.#hold);
    this.#view.changed();
    for (const [id, selector] of this.#pressed.values())
      setTimeout(() => grid.card(id)?.node.querySelector(selector)?.click());
    await othersTurn();
    offerLanguages();
    showMasthead();
  }
}
