// The menu for feedback on a film, at the button that opened it: arrows move, Esc closes. Fetched late.

import { el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { FEEDBACK_KINDS } from "../storage/feedback.js";

const MARGIN_PX = 8;
/** Key -> the index it leads to, from `place` of `count` items. */
const MOVES = {
  ArrowDown: (place, count) => (place + 1) % count,
  ArrowUp: (place, count) => (place + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

let close = () => {};

/** Open it, or close it when it is open; a choice calls `onChoose(feedback)`. */
export function toggleFeedbackMenu(button, onChoose) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  close();
  if (!isOpen) open(button, onChoose);
}

function open(button, onChoose) {
  const items = FEEDBACK_KINDS.map((kind) =>
    el(
      "button",
      { type: "button", role: "menuitem", tabindex: "-1", "data-kind": kind },
      icon(kind),
      t(`feedback.${kind}`),
    ),
  );
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.getAttribute("aria-label") }, ...items);
  const life = new AbortController();
  close = () => {
    close = () => {};
    life.abort();
    menu.remove();
    button.setAttribute("aria-expanded", "false");
  };
  const back = () => {
    close();
    button.focus({ preventScroll: true });
  };
  menu.addEventListener("click", ({ target }) => {
    const kind = target.closest("[data-kind]")?.dataset.kind;
    if (!kind) return;
    back();
    onChoose(kind);
  });
  menu.addEventListener("keydown", (event) => keyPressed(event, items, back));
  const isOutside = ({ target }) => !menu.contains(target) && !button.contains(target);
  const closeOutside = (event) => isOutside(event) && close();
  for (const name of ["pointerdown", "focusin", "scroll"])
    document.addEventListener(name, closeOutside, { capture: true, signal: life.signal });
  (button.closest("dialog") ?? button.closest("main")).append(menu);
  button.setAttribute("aria-expanded", "true");
  place(menu, button);
  items[0].focus({ preventScroll: true });
}

function keyPressed(event, items, back) {
  const { key } = event;
  const at = items.indexOf(document.activeElement);
  if (key === "Tab") return back(); // the key itself then moves the focus on
  const next = MOVES[key] ? items[MOVES[key](at, items.length)] : startingWith(key, items, at);
  event.stopPropagation(); // arrows are for the menu alone
  if (key !== "Escape" && !next) return;
  event.preventDefault(); // Esc must not close the dialog around it
  if (next) next.focus({ preventScroll: true });
  else back();
}

/** Return the next item that begins with the letter `key`. */
function startingWith(key, items, at) {
  if (key.length > 1 || key === " ") return null;
  const others = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return others.find(({ textContent }) => textContent.toLowerCase().startsWith(key.toLowerCase()));
}

/** Place it below the button, or above if it does not fit; never beyond the window. */
function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const farthest = document.documentElement.clientWidth - width - MARGIN_PX;
  const fitsBelow = anchor.bottom + height <= innerHeight - MARGIN_PX;
  menu.style.left = `${Math.max(MARGIN_PX, Math.min(anchor.right - width, farthest))}px`;
  menu.style.top = `${Math.max(MARGIN_PX, fitsBelow ? anchor.bottom : anchor.top - height)}px`;
}
