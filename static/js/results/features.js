// What nobody needs before there are cards: what is done with them, tools.js, and where a job ends early. Fetched
// with the first card, or soon.

import { loadStyle } from "../dom/styles.js";
import { othersTurn } from "../dom/turns.js";
import { offerLanguages } from "../i18n/page.js";
import { Problem } from "../server/problem.js";

const LATEST_MS = 800;
const STYLES = ["foot", "panels", "dialogs", "outcome"];
/** What an address may say that is no filter. */
const PLAIN = ["country", "job", "language", "members"];

export class Features {
  #parts;
  #view = null;
  #tools = null;
  #loading = null;
  /** The EarlyEnd of this page, once it is fetched. */
  early = null;

  /** `parts`: what FilmView, ResultTools and EarlyEnd work on. */
  constructor(parts) {
    this.#parts = parts;
    parts.grid.show(parts.feedback.allows);
    // Whoever needs it tries again.
    setTimeout(() => Promise.all([this.ready(), this.fetchEarly()]).catch(() => {}), LATEST_MS);
  }

  /** Resolves when all is in use. */
  ready() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** Resolves when no film is shown that the filters of the address rule out. */
  async readyForFilters() {
    const isPlain = [...new URLSearchParams(location.search).keys()].every((name) => PLAIN.includes(name));
    if (!isPlain) await this.ready().catch(() => {});
  }

  async fetchEarly() {
    const [{ EarlyEnd }] = await Promise.all([import("./early-end.js"), loadStyle("outcome")]);
    this.early ??= new EarlyEnd({ ...this.#parts, features: this });
    return this.early;
  }

  /** A job begins. */
  start() {
    this.early?.clear();
    this.#view?.start();
  }

  /** Films came, went or are better known. */
  changed() {
    this.#view?.changed();
  }

  /** As `ResultTools` does it. Throws a Problem when they cannot be fetched. */
  async finished(result, circumstances) {
    await this.ready().catch((error) => Promise.reject(new Problem("offline", { detail: String(error) })));
    await othersTurn();
    return this.#tools.finished(result, circumstances);
  }

  /** The job ended early; without a connection the films stay as they are. */
  async stopped() {
    await this.ready().catch(() => {});
    this.#view?.finish();
  }

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
    this.#view.changed();
    await othersTurn();
    offerLanguages();
    showMasthead();
  }
}
