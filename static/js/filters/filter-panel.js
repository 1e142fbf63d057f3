// All filters in a dialog, each choice with the number of films it would leave: a sheet from below on a phone, from the
// side on wide screens. Fetched late.

import { openDialog } from "../dialogs/dialog.js";
import { el } from "../dom/elements.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { Chip } from "./chip.js";
import { countByValue, countPassing, countWith } from "./counts.js";
import { deepSearchAddress } from "./deep-search.js";
import { FILTERS, NAMES } from "./definitions.js";
import { labelOf, SINGLE_CHOICES } from "./labels.js";
import { rememberMyServices } from "./service-names.js";
import { clearedAll, nextGenre, toggled } from "./state.js";

const GENRES = ["genres", "exclude_genres"];
const ORDER = NAMES.filter((name) => !FILTERS[name].isInverse);
const LISTS = ORDER.filter((name) => FILTERS[name].isList);

export class FilterPanel {
  #view;
  #groups = new Map(); // filter -> {node, row, chips: Map(value -> Chip)}
  #discovery;
  #anywhere;
  #searchAgain;
  #showButton = el("button", { type: "button", class: "button button-primary" });
  #unknownHint = el("p", { class: "hint" });
  #onClose;

  /** `onClose()`: when it closes. */
  constructor(view, search, onClose) {
    this.#view = view;
    this.#onClose = onClose;
    for (const name of ORDER) this.#groups.set(name, buildGroup(name));
    this.#groups.get("services").node.append(this.#unknownHint);
    this.#anywhere = new Chip(t("filter.anywhere"), () => this.#toggleFlag("anywhere"), { key: "anywhere" });
    this.#discovery = discoveryRange((value) => this.#view.filter({ ...this.#view.state, discovery: value }));
    this.#searchAgain = search.jobId ? null : el("a", { class: "button" }, t("filter.search_again"));
  }

  /** Open it at the filter `name`. */
  connect(name = "") {
    const clear = el("button", { type: "button", class: "button" }, t("filter.clear_all"));
    clear.addEventListener("click", () => this.#view.filter(clearedAll(this.#view.state)));
    const [services, ...further] = Array.from(this.#groups.values(), ({ node }) => node);
    const availabilityGroup = el(
      "fieldset",
      { class: "group" },
      el("legend", { class: "legend" }, t("details.where")),
      el("p", { class: "hint" }, t("filter.anywhere_hint")),
      el("div", { class: "chips" }, this.#anywhere.node),
    );
    const searchAgainParts = this.#searchAgain && [
      el("p", { class: "hint" }, t("filter.search_again_hint")),
      this.#searchAgain,
    ];
    const dialog = openDialog(
      t("filter.open"),
      el("div", { id: "filter-panel", class: "panel" }, services, availabilityGroup, ...further, this.#discovery.node),
      ...(searchAgainParts ?? []),
      el("div", { class: "panel-foot" }, clear, this.#showButton),
    );
    dialog.classList.add("sheet");
    dialog.addEventListener("close", this.#onClose);
    this.#showButton.addEventListener("click", () => dialog.close());
    this.update();
    if (name) this.#groups.get(name).row.querySelector("button")?.focus();
  }

  update() {
    const { films, state } = this.#view;
    for (const name of LISTS) {
      const ignoredFilters = name === "genres" ? GENRES : [name];
      const counts = countByValue(films, state, name, ignoredFilters);
      const totals = countByValue(films, clearedAll(state), name);
      for (const value of [...state[name], ...(name === "genres" ? state.exclude_genres : [])])
        if (!totals.has(value)) totals.set(value, 0);
      this.#showList(name, totals, counts, state);
    }
    for (const [name, values] of Object.entries(SINGLE_CHOICES)) this.#showSingleChoices(name, values, films, state);
    this.#groups.get("watchlist").node.hidden = !films.some((film) => film.on_watchlist) && !state.watchlist;
    this.#discovery.show(state.discovery);
    this.#anywhere.update(state.anywhere);
    this.#showCount(films, state);
    if (this.#searchAgain) this.#searchAgain.href = deepSearchAddress(state);
  }

  #showCount(films, state) {
    this.#showButton.textContent = t("filter.show", { count: countPassing(films, state) });
    const unknown = state.services.length ? films.filter(({ availability }) => availability === "unknown").length : 0;
    this.#unknownHint.textContent = unknown ? t("filter.unknown", { count: unknown }) : "";
  }

  #showList(name, totals, counts, state) {
    const { node, row, chips } = this.#groups.get(name);
    const newValues = [...totals.keys()].filter((value) => !chips.has(value));
    newValues.sort(name === "decades" ? (a, b) => b - a : (a, b) => totals.get(b) - totals.get(a));
    for (const value of newValues) {
      const chip = new Chip(labelOf({ name, value }), () => this.#toggleListed(name, value), { key: value });
      chips.set(value, chip);
      row.append(chip.node);
    }
    for (const [value, chip] of chips) {
      const isExcluded = name === "genres" && state.exclude_genres.includes(value);
      chip
        .label(labelOf({ name: isExcluded ? "exclude_genres" : name, value }))
        .update(isExcluded || state[name].includes(value), counts.get(value) ?? 0);
      chip.node.classList.toggle("is-excluded", isExcluded);
    }
    node.hidden = chips.size === 0;
  }

  #showSingleChoices(name, values, films, state) {
    const { row, chips } = this.#groups.get(name);
    for (const value of values) {
      if (!chips.has(value)) {
        const chip = new Chip(labelOf({ name, value }), () => this.#toggleSingle(name, value), { key: value });
        chips.set(value, chip);
        row.append(chip.node);
      }
      chips.get(value).update(state[name] === value, countWith(films, state, name, value));
    }
  }

  #toggleFlag(name) {
    this.#view.filter({ ...this.#view.state, [name]: !this.#view.state[name] });
  }

  #toggleSingle(name, value) {
    const { state } = this.#view;
    this.#view.filter({ ...state, [name]: state[name] === value ? null : value });
  }

  #toggleListed(name, value) {
    const next = name === "genres" ? nextGenre(this.#view.state, value) : toggled(this.#view.state, name, value);
    if (name === "services" && next.services.length && !rememberMyServices(next.services)) toast(t("app.not_kept"));
    this.#view.filter(next);
  }
}

/** Build the range: -1 is familiar, 1 hidden. */
function discoveryRange(onChange) {
  const input = el("input", { type: "range", id: "discovery", min: -1, max: 1, step: 0.1 });
  input.addEventListener("change", () => onChange(Number(input.value)));
  const ends = el(
    "div",
    { class: "range-ends", "aria-hidden": "true" },
    el("span", {}, t("filter.familiar")),
    el("span", {}, t("filter.hidden_gems")),
  );
  const label = el("label", { for: "discovery", class: "legend" }, t("filter.discovery"));
  const show = (value) => {
    const end = value > 0.05 ? "hidden" : value < -0.05 ? "familiar" : "middle";
    input.value = value;
    input.setAttribute("aria-valuetext", t(`filter.discovery_${end}`));
  };
  return { node: el("div", { class: "group" }, label, input, ends), show };
}

function buildGroup(name) {
  const row = el("div", { class: "chips" });
  const hint = ["services", "genres"].includes(name) && el("p", { class: "hint" }, t(`filter.${name}_hint`));
  return {
    row,
    chips: new Map(),
    node: el("fieldset", { class: "group" }, el("legend", { class: "legend" }, t(`filter.${name}`)), hint, row),
  };
}
