// A modal dialog. Esc, its button and a press beside it close and remove it.

import { el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

/** Open one with `content` below its title. */
export function openDialog(title, ...content) {
  const close = el(
    "button",
    {
      type: "button",
      class: "dialog-close",
      "data-close": true,
      "aria-label": t("details.close"),
      title: t("details.close"),
    },
    icon("no"),
  );
  const heading = el("h2", { id: "dialog-title", tabindex: "-1", autofocus: true }, title);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    el("div", { class: "dialog-bar" }, close),
    el("div", { class: "dialog-body" }, heading, ...content),
    el("p", { class: "visually-hidden", role: "status", "data-announcer": true }),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
