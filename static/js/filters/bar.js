// The row over the cards: the choices made most often, those made, the order; and the way to all the others.

import { byId, el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { readMyServices } from "../storage/services.js";
import { Chip } from "./chip.js";
import { choices, clearedAll, countWith, culprit, SORTS, without } from "./filters.js";
import { labelOf } from "./labels.js";

/** An evening after work, minutes. */
const TONIGHT = 100;
const HIDDEN = 0.7;

export class FilterBar {
  #view;
  #verdicts;
  #place;
  #panel = null;
  #opener = byId("filters-open");
  #quick = this.#quickChips();
  #made = "";

  constructor(view, verdicts, place) {
    this.#view = view;
    this.#verdicts = verdicts;
    this.#place = place;
    byId("quick").replaceChildren(...Object.values(this.#quick).map(({ node }) => node));
    byId("sort").replaceChildren(...SORTS.map((sort) => el("option", { value: sort }, t(`sort.${sort}`))));
    byId("sort").value = view.state.sort;
    byId("sort").addEventListener("change", ({ target }) =>
      this.#view.filter({ ...this.#view.state, sort: target.value }),
    );
    this.#opener.addEventListener("click", () => this.#toggle());
    byId("review").addEventListener("click", () => this.#review());
    this.update();
  }

  update() {
    const { films, state } = this.#view;
    const shown = countWith(films, state, "sort", state.sort);
    const mine = readMyServices();
    const chips = this.#quick;
    chips.services.update(
      mine.length > 0 && same(mine, state.services),
      mine.length ? countWith(films, state, "services", mine) : null,
    );
    chips.tonight.update(state.runtime_max === TONIGHT, countWith(films, state, "runtime_max", TONIGHT));
    chips.gems.update(state.discovery > 0);
    chips.watchlist.node.hidden = !films.some((film) => film.on_watchlist) && !state.watchlist;
    chips.watchlist.update(state.watchlist === "only", countWith(films, state, "watchlist", "only"));
    this.#showMade(state);
    this.#showCount(films, shown, state);
    this.#panel?.update();
  }

  #quickChips() {
    const toggle = (name, value) => () => {
      const { state } = this.#view;
      this.#view.filter({ ...state, [name]: state[name] === value ? (name === "discovery" ? 0 : null) : value });
    };
    return {
      services: new Chip(t("filter.mine"), () => this.#toggleMine()),
      tonight: new Chip(t("filter.tonight", { minutes: TONIGHT }), toggle("runtime_max", TONIGHT)),
      watchlist: new Chip(t("filter.watchlist_only"), toggle("watchlist", "only")),
      gems: new Chip(t("filter.gems"), toggle("discovery", HIDDEN)),
    };
  }

  #toggleMine() {
    const mine = readMyServices();
    const { state } = this.#view;
    if (mine.length === 0) return this.#toggle(true, "services");
    this.#view.filter({ ...state, services: same(mine, state.services) ? [] : mine });
  }

  /** What was chosen, each to be taken back at a press. */
  #showMade(state) {
    const made = choices(state).filter(
      ({ name, value }) => !(name === "runtime_max" && value === TONIGHT) && value !== "only",
    );
    byId("filters-count").textContent = choices(state).length || "";
    const key = JSON.stringify(made);
    if (key === this.#made) return;
    this.#made = key;
    byId("made").replaceChildren(
      ...made.map((choice) => {
        const words = labelOf(choice);
        const button = el(
          "button",
          { type: "button", class: "chip chip-made", "aria-label": t("filter.clear", { name: words }) },
          words,
          icon("no"),
        );
        button.addEventListener("click", () => {
          this.#view.filter(without(this.#view.state, choice));
          this.#opener.focus();
        });
        return button;
      }),
    );
  }

  #showCount(films, shown, state) {
    const unknown = state.services.length ? films.filter(({ availability }) => availability === "unknown").length : 0;
    const words = [
      choices(state).length > 0 && t("filter.shown_of", { count: shown, total: films.length }),
      unknown > 0 && t("filter.unknown", { count: unknown }),
    ];
    byId("shown").textContent = words.filter(Boolean).join(" · ");
    byId("review").hidden = this.#verdicts.all.length === 0;
    byId("review").textContent = t("verdict.review", { count: this.#verdicts.all.length });
    this.#nameCulprit(shown === 0 && films.length > 0 ? culprit(films, state) : null, shown === 0 && films.length > 0);
  }

  #nameCulprit(found, isEmpty) {
    byId("none").hidden = !isEmpty;
    if (!isEmpty) return;
    const next = found?.state ?? clearedAll(this.#view.state);
    const words = found
      ? t("filter.clear_one", { name: labelOf(found.choice), count: found.count })
      : t("filter.clear_all");
    const button = el("button", { type: "button", class: "button button-main" }, words);
    button.addEventListener("click", () => {
      this.#view.filter(next);
      byId("list-title").focus();
    });
    if (byId("none").lastElementChild?.textContent === words) return;
    byId("none").replaceChildren(el("p", { class: "none-words" }, t("filter.none")), button);
  }

  async #toggle(isWanted = byId("filter-panel").hidden, focus = "") {
    if (isWanted && !this.#panel) {
      const { FilterPanel } = await import("./panel.js");
      this.#panel ??= new FilterPanel(byId("filter-panel"), this.#view, this.#place);
    }
    byId("filter-panel").hidden = !isWanted;
    this.#opener.setAttribute("aria-expanded", String(isWanted));
    if (isWanted) this.#panel.update();
    if (focus) this.#panel.focus(focus);
  }

  async #review() {
    const { reviewVerdicts } = await import("../dialogs/feedback.js");
    reviewVerdicts(this.#verdicts, () => this.#view.changed());
  }
}

const same = (one, other) => one.length === other.length && one.every((each) => other.includes(each));
