// A failure in words a person understands, with a way out.

import { byId, el } from "../dom/elements.js";
import { duration } from "../i18n/format.js";
import { has, t } from "../i18n/messages.js";
import { landingAddress } from "../search/address.js";

/** Failures that say the same to a person. */
const SAME = {
  "letterboxd-unavailable": "profile-unavailable",
  "letterboxd-unreadable": "profile-unreadable",
  "service-unavailable": "internal",
  "not-found": "invalid-request",
};
/** Failures that stay as they are however often one tries. */
const LASTING = new Set(["profile-not-found", "tmdb-key-refused", "invalid-request"]);
/** Failures that a member's own data gets around. */
const EXPORT_HELPS = new Set(["profile-unavailable", "profile-unreadable"]);
const TICK_MS = 1_000;

export class FailurePanel {
  #panel = byId("failure");
  #timer = 0;
  #retry = null;

  /** Show `problem`, move the focus to it; `onRetry` is run by its button, or by itself once back online. */
  connect(problem, search, onRetry) {
    const slug = SAME[problem.slug] ?? problem.slug;
    const key = has(`failure.${slug}`) ? slug : problem.detail ? "unnamed" : "internal";
    const detail = [problem.detail, problem.hint].filter(Boolean).join(" ");
    byId("failure-title").textContent = t(`failure.${key}.title`);
    byId("failure-text").textContent = t(`failure.${key}.text`, {
      name: problem.username || search.members.join(" & "),
      detail,
    });
    const wantsExport = EXPORT_HELPS.has(key);
    const canRetry = !LASTING.has(key) && !(search.jobId && key !== "offline");
    byId("failure-actions").replaceChildren(
      ...[canRetry && this.#retryButton(problem, onRetry), wantsExport && exportLink(search), homeLink(search)].filter(
        Boolean,
      ),
    );
    this.#panel.hidden = false;
    this.#panel.focus();
    if (key !== "offline") return;
    this.#retry = onRetry;
    addEventListener("online", onRetry, { once: true });
  }

  disconnect() {
    clearInterval(this.#timer);
    removeEventListener("online", this.#retry);
    this.#panel.hidden = true;
  }

  #retryButton({ retryAfterS }, onRetry) {
    const button = el("button", { type: "button", class: "button button-primary" }, t("action.retry"));
    button.addEventListener("click", onRetry);
    if (retryAfterS) this.#countDown(button, Date.now() + retryAfterS * 1_000);
    return button;
  }

  #countDown(button, until) {
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1_000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? t("action.retry_in", { time: duration(left) }) : t("action.retry");
      if (left <= 0) clearInterval(this.#timer);
    };
    this.#timer = setInterval(tick, TICK_MS);
    tick();
  }
}

function exportLink(search) {
  return el(
    "a",
    { class: "button", href: landingAddress({ country: search.country, input: "export" }) },
    t("action.export"),
  );
}

function homeLink(search) {
  const home = landingAddress({ country: search.country });
  return el("a", { class: "button", href: home }, t(search.jobId ? "action.home" : "action.another"));
}
