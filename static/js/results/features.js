// What nobody needs before there are cards: filters, actions on cards, notices, saving. Fetched with the first card.

import { byId, loadStyle } from "../dom/elements.js";

const LATEST_MS = 800;
/** What a press may ask for: at hand once all is found, so that it needs no connection then. */
const ON_PRESS = ["dialogs/film", "filters/panel", "dialogs/feedback", "results/share", "cards/art"];

export class Equipment {
  #grid;
  #view;
  #verdicts;
  #place;
  #bar = null;
  #actions = null;
  #ready = null;

  constructor(grid, view, verdicts, place) {
    this.#grid = grid;
    this.#view = view;
    this.#verdicts = verdicts;
    this.#place = place;
    // Whoever needs it tries again.
    setTimeout(() => Promise.all([this.ready(), this.failurePanel()]).catch(() => {}), LATEST_MS);
  }

  /** Resolves when all is in place. */
  ready() {
    this.#ready ??= this.#fetch().catch((error) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  /** The class of the panel that a failure is told in. */
  failurePanel = async () => (await import("./failure.js")).FailurePanel;

  update() {
    this.#bar?.update();
  }

  /** `keptAt` in ms since the epoch, when the result is an earlier one. */
  async finished(result, keptAt) {
    const later = Promise.all([import("./notices.js"), import("../storage/searches.js")]);
    await this.ready();
    byId("share").hidden = false;
    byId("share").ontoggle = async () => (await import("./share.js")).fillShare(byId("share-ways"), result);
    this.#actions.followAddress();
    for (const name of ON_PRESS) import(`../${name}.js`).catch(() => {}); // asked for again at the press
    const [{ showNotices }, { rememberSearch }] = await later;
    showNotices(result, keptAt);
    if (result.recommendations.length) rememberSearch(this.#place.members, result.country_code);
  }

  async #fetch() {
    const modules = [import("../filters/bar.js"), import("./actions.js")];
    const styles = [loadStyle("panels"), loadStyle("print", "print")];
    const [{ FilterBar }, { CardActions }] = await Promise.all([...modules, ...styles]);
    this.#bar = new FilterBar(this.#view, this.#verdicts, this.#place);
    this.#actions = new CardActions(byId("cards"), this.#grid, this.#view, this.#verdicts);
    this.#actions.connect();
  }
}
