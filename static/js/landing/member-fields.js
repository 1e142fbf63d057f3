// The name fields of a blend's further members.

import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

const MOST = 4;

export class MemberFields {
  #container;
  #addButton;
  #onInput;
  #count = 0;

  constructor(container, addButton, onInput) {
    this.#container = container;
    this.#addButton = addButton;
    this.#onInput = onInput;
  }

  get fields() {
    return [...this.#container.querySelectorAll("input")];
  }

  /** Add a field; return it. */
  add(name) {
    this.#count += 1;
    const id = `other-${this.#count}`;
    const input = el("input", {
      id,
      type: "text",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      "aria-describedby": "username-error",
    });
    input.value = name;
    input.addEventListener("input", this.#onInput);
    const remove = el("button", { type: "button", class: "link-button" }, t("landing.remove"));
    const row = el(
      "div",
      { class: "member-row" },
      el("div", { class: "field" }, el("label", { for: id }, t("landing.another_member")), input),
      remove,
    );
    remove.addEventListener("click", () => {
      row.remove();
      this.#addButton.hidden = false;
      this.#addButton.focus();
    });
    this.#container.append(row);
    this.#addButton.hidden = this.fields.length >= MOST;
    return input;
  }
}
