// The list of what the person said of films, each to be taken back.

import { el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { openDialog } from "./dialog.js";

/** `onChange()`: something was taken back. */
export function reviewVerdicts(verdicts, onChange) {
  const list = el("ul", { class: "review", role: "list" });
  const clear = el("button", { type: "button", class: "button" }, t("verdict.clear"));
  const dialog = openDialog(
    t("verdict.review_title"),
    el("p", { class: "hint" }, t("verdict.review_hint")),
    list,
    clear,
  );

  const draw = () => {
    list.replaceChildren(...verdicts.all.map((said) => row(said, takeBack)));
    clear.hidden = verdicts.all.length === 0;
    if (clear.hidden) list.replaceChildren(el("li", {}, t("verdict.nothing")));
  };
  const takeBack = (id) => {
    verdicts.takeBack(id);
    draw();
    (list.querySelector("button") ?? dialog.querySelector("[data-close]")).focus();
    onChange();
  };
  clear.addEventListener("click", () => {
    verdicts.clear();
    draw();
    dialog.querySelector("[data-close]").focus();
    onChange();
  });
  draw();
}

function row({ id, title, year, verdict }, takeBack) {
  const undo = el(
    "button",
    { type: "button", class: "undo", "aria-label": t("verdict.undo_of", { title }) },
    t("verdict.undo"),
  );
  undo.addEventListener("click", () => takeBack(id));
  return el(
    "li",
    {},
    icon(verdict),
    el("span", {}, el("b", {}, title), year && ` ${year}`, el("small", {}, t(`verdict.${verdict}`))),
    undo,
  );
}
