// A choice with its count, as a button.

import { el, visuallyHidden } from "../dom/elements.js";
import { formatNumber } from "../i18n/format.js";
import { t } from "../i18n/messages.js";

export class Chip {
  #count = el("span", { class: "chip-count", "aria-hidden": "true" });
  #spokenCount = visuallyHidden("");
  #text = el("span");

  constructor(label, onPress, { key = "" } = {}) {
    this.node = el(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", "data-key": key },
      this.#text,
      this.#count,
      this.#spokenCount,
    );
    this.node.addEventListener("click", onPress);
    this.label(label);
  }

  label(words) {
    if (this.#text.textContent !== words) this.#text.textContent = words;
    return this;
  }

  /** Show no count for null. */
  update(isPressed, count = null) {
    this.node.setAttribute("aria-pressed", String(Boolean(isPressed)));
    this.node.classList.toggle("is-empty", count === 0 && !isPressed);
    this.#count.textContent = count === null ? "" : formatNumber(count);
    this.#spokenCount.textContent = count === null ? "" : `, ${t("filter.films", { count })}`;
    return this;
  }
}
