// A failure in plain words, with ways to go on.

import { byId, el } from "../dom/elements.js";
import { onWake } from "../dom/wake.js";
import { readFilters } from "../filters/address.js";
import { deepSearchAddress } from "../filters/deep-search.js";
import { labelOf } from "../filters/labels.js";
import { choices, without } from "../filters/state.js";
import { failureInWords } from "../i18n/failures.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { landingAddress, NON_FILTERS } from "../search/address.js";
import { shownName } from "../search/username.js";

/** Failures for which a retry is of no use. */
const LASTING = new Set([
  ...["profile-not-found", "tmdb-key-refused", "invalid-request"],
  ...["no-matches", "none-matched", "watchlist-empty"],
]);
/** Failures that a member's own export avoids. */
const EXPORT_HELPS = new Set(["profile-unavailable", "profile-unreadable"]);
/** Failures that mean an export is gone. */
const EXPORT_GONE = new Set(["job-unknown", "job-lost"]);
/** Failures caused by the search's filters. */
const FILTERED = new Set(["no-matches", "watchlist-empty"]);
/** The most filters with a link to leave one out. */
const MOST_WITHOUT = 4;
const TICK_MS = 1_000;

export class FailurePanel {
  #title = el("h2", { id: "failure-title" });
  #text = el("p", { id: "failure-text" });
  #actions = el("p", { class: "actions" });
  #panel = el(
    "div",
    {
      ...{ id: "failure", class: "failure", role: "group", tabindex: "-1", hidden: true },
      ...{ "aria-labelledby": "failure-title", "aria-describedby": "failure-text" },
    },
    this.#title,
    this.#text,
    this.#actions,
  );
  #timer = 0;
  #stopWaking = null;
  #formerTitles = null; // the one before

  constructor() {
    byId("run").append(this.#panel);
  }

  /** Show `problem`, move the focus to it; its button, or the page once back online, calls `onRetry`. */
  connect(problem, search, onRetry) {
    const members = search.members.join(" & ");
    const name = shownName(problem.username, search) || members;
    const { key, title, text } = failureInWords(problem, name);
    const filters = FILTERED.has(key) && !search.jobId ? choices(this.#filterState()) : [];
    this.#title.textContent = title;
    this.#text.textContent = key === "no-matches" && filters.length ? filteredText(filters) : text;
    this.#formerTitles ??= { document: document.title, page: byId("title").textContent };
    if (byId("list").hidden) setTitles({ document: t("results.document_failed", { title }), page: members || name });
    const canGoOn = key === "offline" || problem.isPassing;
    const actions = [
      (canGoOn || !search.jobId) && !LASTING.has(key) && this.#retryButton(problem, onRetry),
      ...(filters.length > 1 ? filters.slice(0, MOST_WITHOUT).map((each) => this.#withoutLink(each)) : []),
      FILTERED.has(key) && !search.jobId && unfilteredLink(),
      EXPORT_HELPS.has(key) && exportLink(search, "export"),
      EXPORT_GONE.has(key) && search.jobId && exportLink(search, "export_again"),
      homeLink(search),
    ];
    this.#actions.replaceChildren(...actions.filter(Boolean));
    this.#panel.hidden = false;
    this.#panel.focus();
    if (key === "offline") this.#stopWaking = onWake(() => navigator.onLine && onRetry());
  }

  disconnect() {
    clearInterval(this.#timer);
    this.#stopWaking?.();
    this.#panel.hidden = true;
    if (this.#formerTitles) setTitles(this.#formerTitles);
    this.#formerTitles = null;
  }

  #filterState = () => readFilters(new URLSearchParams(location.search));

  /** Build a link without `choice`. */
  #withoutLink(choice) {
    const href = deepSearchAddress(without(this.#filterState(), choice));
    return el("a", { class: "button", href }, t("action.without", { name: labelOf(choice) }));
  }

  #retryButton({ retryAfterS }, onRetry) {
    const button = el("button", { type: "button", class: "button button-primary" }, t("action.retry"));
    button.addEventListener("click", onRetry);
    if (retryAfterS) this.#countDown(button, Date.now() + retryAfterS * 1_000);
    return button;
  }

  #countDown(button, until) {
    const tick = () => {
      const leftS = Math.ceil((until - Date.now()) / 1_000);
      button.disabled = leftS > 0;
      button.textContent = leftS > 0 ? t("action.retry_in", { time: duration(leftS) }) : t("action.retry");
      if (leftS <= 0) clearInterval(this.#timer);
    };
    this.#timer = setInterval(tick, TICK_MS);
    tick();
  }
}

/** Set the titles. Without films, the heading is the name alone. */
function setTitles({ document: title, page }) {
  document.title = title;
  byId("title").textContent = page || t("results.title_failed");
}

const filteredText = (filters) => t("failure.no-matches.filters", { filters: filters.map(labelOf).join(", ") });

/** Build a link to the search without filters. */
function unfilteredLink() {
  const query = new URLSearchParams(
    [...new URLSearchParams(location.search)].filter(([name]) => NON_FILTERS.includes(name)),
  );
  return el("a", { class: "button button-primary", href: `?${query}` }, t("action.unfiltered"));
}

function exportLink({ country }, action) {
  return el("a", { class: "button", href: landingAddress({ country, input: "export" }) }, t(`action.${action}`));
}

function homeLink(search) {
  const home = landingAddress({ country: search.country });
  return el("a", { class: "button", href: home }, t(search.jobId ? "action.home" : "action.another"));
}
