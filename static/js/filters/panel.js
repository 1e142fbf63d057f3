// All filters, each choice with the number of films it would leave. Fetched when first opened.

import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { saveMyServices } from "../storage/services.js";
import { Chip } from "./chip.js";
import { clearedAll, countWith, tally, writeFilters } from "./filters.js";
import { labelOf } from "./labels.js";

const GENRES = ["genres", "exclude_genres"];
/** The choices of facets that take one number or word. */
const STEPS = { runtime_max: [90, 100, 120, 150], min_rating: [7, 7.5, 8, 8.5], watchlist: ["only", "exclude"] };
const LISTS = ["services", "genres", "decades", "languages"];
const ORDER = ["services", "genres", "decades", "runtime_max", "min_rating", "languages", "watchlist"];

export class FilterPanel {
  #view;
  #groups = new Map(); // facet -> {node, row, chips: Map(value -> Chip)}
  #dial;
  #deeper;

  constructor(container, view, place) {
    this.#view = view;
    for (const name of ORDER) this.#groups.set(name, group(name));
    this.#dial = this.#gems();
    const clear = el("button", { type: "button", class: "button" }, t("filter.clear_all"));
    clear.addEventListener("click", () => this.#view.filter(clearedAll(this.#view.state)));
    this.#deeper = place.jobId ? null : el("a", { class: "button button-main" }, t("filter.deeper"));
    const nodes = Array.from(this.#groups.values(), ({ node }) => node);
    const foot = el(
      "div",
      { class: "panel-foot" },
      this.#deeper,
      clear,
      this.#deeper && el("p", { class: "hint" }, t("filter.deeper_hint")),
    );
    container.replaceChildren(el("div", { class: "panel" }, ...nodes, this.#dial.node, foot));
  }

  update() {
    const { films, state } = this.#view;
    for (const name of LISTS) {
      const own = name === "genres" ? GENRES : [name];
      const counts = tally(films, state, name, own);
      const all = tally(films, clearedAll(state), name);
      for (const value of [...state[name], ...(name === "genres" ? state.exclude_genres : [])])
        if (!all.has(value)) all.set(value, 0);
      this.#showList(name, all, counts, state);
    }
    for (const [name, values] of Object.entries(STEPS)) this.#showSteps(name, values, films, state);
    this.#groups.get("watchlist").node.hidden = !films.some((film) => film.on_watchlist) && !state.watchlist;
    this.#dial.input.value = state.discovery;
    this.#dial.say(state.discovery);
    if (this.#deeper) this.#deeper.href = deeperAddress(state);
  }

  focus(name) {
    const { node, row } = this.#groups.get(name);
    node.scrollIntoView({ block: "nearest" });
    row.querySelector("button")?.focus();
  }

  #showList(name, all, counts, state) {
    const { node, row, chips } = this.#groups.get(name);
    const isNew = [...all.keys()].filter((value) => !chips.has(value));
    isNew.sort(name === "decades" ? (a, b) => b - a : (a, b) => all.get(b) - all.get(a));
    for (const value of isNew) {
      const chip = new Chip(labelOf({ name, value }), () => this.#press(name, value), { key: value });
      chips.set(value, chip);
      row.append(chip.node);
    }
    for (const [value, chip] of chips) {
      const isOut = name === "genres" && state.exclude_genres.includes(value);
      chip
        .label(labelOf({ name: isOut ? "exclude_genres" : name, value }))
        .update(isOut || state[name].includes(value), counts.get(value) ?? 0);
      chip.node.classList.toggle("is-out", isOut);
    }
    node.hidden = chips.size === 0;
  }

  #showSteps(name, values, films, state) {
    const { row, chips } = this.#groups.get(name);
    for (const value of values) {
      if (!chips.has(value)) {
        const chip = new Chip(labelOf({ name, value }), () => this.#choose(name, value), { key: value });
        chips.set(value, chip);
        row.append(chip.node);
      }
      chips.get(value).update(state[name] === value, countWith(films, state, name, value));
    }
  }

  #choose(name, value) {
    const { state } = this.#view;
    this.#view.filter({ ...state, [name]: state[name] === value ? null : value });
  }

  #press(name, value) {
    const next = name === "genres" ? nextGenre(this.#view.state, value) : toggled(this.#view.state, name, value);
    if (name === "services" && next.services.length) saveMyServices(next.services);
    this.#view.filter(next);
  }

  #gems() {
    const input = el("input", { type: "range", id: "discovery", min: -1, max: 1, step: 0.1 });
    const say = (value) =>
      input.setAttribute(
        "aria-valuetext",
        t(value > 0.05 ? "filter.gems_more" : value < -0.05 ? "filter.gems_less" : "filter.gems_none"),
      );
    input.addEventListener("change", () => this.#view.filter({ ...this.#view.state, discovery: Number(input.value) }));
    const ends = el(
      "div",
      { class: "dial-ends", "aria-hidden": "true" },
      el("span", {}, t("filter.familiar")),
      el("span", {}, t("filter.gems")),
    );
    const node = el(
      "div",
      { class: "group" },
      el("label", { for: "discovery", class: "legend" }, t("filter.discovery")),
      input,
      ends,
    );
    return { node, input, say };
  }
}

function group(name) {
  const row = el("div", { class: "chips" });
  const hint = ["services", "genres"].includes(name) && el("p", { class: "hint" }, t(`filter.${name}_hint`));
  return {
    row,
    chips: new Map(),
    node: el("fieldset", { class: "group" }, el("legend", { class: "legend" }, t(`filter.${name}`)), hint, row),
  };
}

const toggled = (state, name, value) => ({
  ...state,
  [name]: state[name].includes(value) ? state[name].filter((each) => each !== value) : [...state[name], value],
});

/** Not chosen, wanted, unwanted, and around again. */
function nextGenre(state, value) {
  if (state.exclude_genres.includes(value)) return toggled(state, "exclude_genres", value);
  const next = toggled(state, "genres", value);
  return state.genres.includes(value) ? toggled(next, "exclude_genres", value) : next;
}

/** This page, with a search that looks for such films from the start. */
function deeperAddress(state) {
  const query = new URLSearchParams(location.search);
  writeFilters(state, query);
  query.set("deep", "1");
  return `?${query}`;
}
