// The list of the feedback, with buttons to undo it.

import { el, icon } from "../dom/elements.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { openDialog } from "./dialog.js";

/** Show the list; an undo calls `onChange()`. */
export function reviewFeedback(feedback, onChange) {
  const list = el("ul", { class: "review", role: "list" });
  const clear = el("button", { type: "button", class: "button" }, t("feedback.clear"));
  const hint = el("p", { class: "hint" }, t("feedback.review_hint"));
  const dialog = openDialog(t("feedback.review_title"), hint, list, clear);

  const draw = () => {
    list.replaceChildren(...feedback.all.map((entry) => row(entry, takeBack)));
    clear.hidden = feedback.all.length === 0;
    if (clear.hidden) list.replaceChildren(el("li", {}, t("feedback.nothing")));
  };
  const takeBack = (id) => {
    if (!feedback.takeBack(id)) toast(t("app.not_kept"));
    draw();
    (list.querySelector("button") ?? dialog.querySelector("[data-close]")).focus();
    onChange();
  };
  clear.addEventListener("click", () => {
    if (!feedback.clear()) toast(t("app.not_kept"));
    draw();
    dialog.querySelector("[data-close]").focus();
    onChange();
  });
  draw();
}

function row({ id, title, year, feedback }, takeBack) {
  const undo = el(
    "button",
    { type: "button", class: "link-button", "aria-label": t("feedback.undo_of", { title }) },
    t("feedback.undo"),
  );
  undo.addEventListener("click", () => takeBack(id));
  return el(
    "li",
    {},
    icon(feedback),
    el("span", {}, el("b", {}, title), year && ` ${year}`, el("small", {}, t(`feedback.${feedback}`))),
    undo,
  );
}
