// The row over the cards: the filters used most, those that are active, the order, and a button for the others.

import { byId, el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { Problem } from "../server/problem.js";
import { readMyServices } from "../storage/services.js";
import { Chip } from "./chip.js";
import { countPassing, countWith } from "./counts.js";
import { SORTS } from "./definitions.js";
import { labelOf, TONIGHT } from "./labels.js";
import { showNoMatches } from "./no-matches.js";
import { keysOf, learnFromFilms, learnFromServer } from "./service-names.js";
import { choices, without } from "./state.js";

/** `discovery` for hidden gems. */
const HIDDEN = 0.7;

export class FilterBar {
  #view;
  #search;
  #panel = null;
  #openButton = byId("filters-open");
  #quickChips = this.#buildQuickChips();
  #activeKey = "";

  constructor(view, search) {
    this.#view = view;
    this.#search = search;
    byId("quick").replaceChildren(...Object.values(this.#quickChips).map(({ node }) => node));
    byId("sort").replaceChildren(...SORTS.flatMap(sortOptions));
    byId("sort").value = view.state.sort;
    byId("sort").addEventListener("change", ({ target }) =>
      this.#view.filter({ ...this.#view.state, sort: target.value }),
    );
    this.#openButton.addEventListener("click", () => this.#openPanel());
    this.update();
    this.#renewServices();
  }

  update() {
    const { films, state } = this.#view;
    learnFromFilms(films);
    const shown = countPassing(films, state);
    const myServices = Object.keys(readMyServices());
    const chips = this.#quickChips;
    chips.services.update(
      myServices.length > 0 && haveSameItems(myServices, state.services),
      myServices.length ? countWith(films, state, "services", myServices) : null,
    );
    chips.tonight.update(state.runtime_max === TONIGHT, countWith(films, state, "runtime_max", TONIGHT));
    chips.gems.update(state.discovery > 0);
    chips.watchlist.node.hidden = !films.some((film) => film.on_watchlist) && !state.watchlist;
    chips.watchlist.update(state.watchlist === "only", countWith(films, state, "watchlist", "only"));
    this.#showActive(state);
    this.#showCount(films, shown, state);
    showNoMatches(byId("no-matches"), { films, shown, view: this.#view, search: this.#search });
    this.#panel?.update();
  }

  #buildQuickChips() {
    const toggle = (name, value) => () => {
      const { state } = this.#view;
      this.#view.filter({ ...state, [name]: state[name] === value ? (name === "discovery" ? 0 : null) : value });
    };
    return {
      services: new Chip(t("filter.my_services"), () => this.#toggleMyServices()),
      tonight: new Chip(labelOf({ name: "runtime_max", value: TONIGHT }), toggle("runtime_max", TONIGHT)),
      watchlist: new Chip(t("filter.watchlist_only"), toggle("watchlist", "only")),
      gems: new Chip(t("filter.hidden_gems"), toggle("discovery", HIDDEN)),
    };
  }

  #toggleMyServices() {
    const myServices = Object.keys(readMyServices());
    const { state } = this.#view;
    if (myServices.length === 0) return this.#openPanel("services");
    this.#view.filter({ ...state, services: haveSameItems(myServices, state.services) ? [] : myServices });
  }

  /** Replace names of services in the address by keys; without an answer they stay. */
  async #renewServices() {
    try {
      await learnFromServer(this.#view.state.services);
      const { state } = this.#view;
      const services = keysOf(state.services);
      if (haveSameItems(services, state.services)) this.update();
      else this.#view.filter({ ...state, services });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** Show the choices as buttons that undo them. */
  #showActive(state) {
    const active = choices(state).filter(
      ({ name, value }) => !(name === "runtime_max" && value === TONIGHT) && value !== "only",
    );
    byId("filters-count").textContent = choices(state).length || "";
    const key = JSON.stringify(active.map((choice) => [choice, labelOf(choice)]));
    if (key === this.#activeKey) return;
    this.#activeKey = key;
    byId("active-filters").replaceChildren(
      ...active.map((choice) => {
        const words = labelOf(choice);
        const button = el(
          "button",
          { type: "button", class: "chip chip-active", "aria-label": t("filter.clear", { name: words }) },
          words,
          icon("no"),
        );
        button.addEventListener("click", () => {
          this.#view.filter(without(this.#view.state, choice));
          this.#openButton.focus();
        });
        return button;
      }),
    );
  }

  #showCount(films, shown, state) {
    const isNarrowed = choices(state).length > 0;
    byId("shown").textContent = isNarrowed ? t("filter.shown_of", { count: shown, total: films.length }) : "";
  }

  /** Open the panel at the filter `name`. */
  async #openPanel(name = "") {
    const { FilterPanel } = await import("./filter-panel.js");
    this.#panel = new FilterPanel(this.#view, this.#search, () => {
      this.#panel = null;
    });
    this.#panel.connect(name);
  }
}

/** Build the options of an order: itself and its reverse. */
const sortOptions = (sort) => [
  el("option", { value: sort }, t(`sort.${sort}`)),
  el("option", { value: `-${sort}` }, t(`sort.${sort}_reversed`)),
];

const haveSameItems = (one, other) => one.length === other.length && one.every((each) => other.includes(each));
