// The menu for feedback on a film, at the button that opened it: arrows move, Esc closes. Fetched late.

import { el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { FEEDBACK_KINDS } from "../storage/feedback.js";

const MARGIN_PX = 8;
/** Key -> the index it leads to, from `index` of `count` items. */
const MOVES = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

let closeMenu = () => {};

/** Open it, or close it when it is open; a choice calls `onChoose(feedback)`. */
export function toggleFeedbackMenu(button, onChoose) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  closeMenu();
  if (!isOpen) openMenu(button, onChoose);
}

function openMenu(button, onChoose) {
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
  closeMenu = () => {
    closeMenu = () => {};
    life.abort();
    menu.remove();
    button.setAttribute("aria-expanded", "false");
  };
  const dismiss = () => {
    closeMenu();
    button.focus({ preventScroll: true });
  };
  menu.addEventListener("click", ({ target }) => {
    const kind = target.closest("[data-kind]")?.dataset.kind;
    if (!kind) return;
    dismiss();
    onChoose(kind);
  });
  menu.addEventListener("keydown", (event) => keyPressed(event, items, dismiss));
  const isOutside = ({ target }) => !menu.contains(target) && !button.contains(target);
  const closeOutside = (event) => isOutside(event) && closeMenu();
  for (const name of ["pointerdown", "focusin", "scroll"])
    document.addEventListener(name, closeOutside, { capture: true, signal: life.signal });
  (button.closest("dialog") ?? button.closest("main")).append(menu);
  button.setAttribute("aria-expanded", "true");
  positionMenu(menu, button);
  items[0].focus({ preventScroll: true });
}

function keyPressed(event, items, dismiss) {
  const { key } = event;
  const index = items.indexOf(document.activeElement);
  if (key === "Tab") return dismiss(); // the key itself then moves the focus on
  const next = MOVES[key] ? items[MOVES[key](index, items.length)] : startingWith(key, items, index);
  event.stopPropagation(); // arrows are for the menu alone
  if (key !== "Escape" && !next) return;
  event.preventDefault(); // Esc must not close the dialog around it
  if (next) next.focus({ preventScroll: true });
  else dismiss();
}

/** Return the next item that begins with the letter `key`. */
function startingWith(key, items, index) {
  if (key.length > 1 || key === " ") return null;
  const inOrder = [...items.slice(index + 1), ...items.slice(0, index + 1)];
  return inOrder.find(({ textContent }) => textContent.toLowerCase().startsWith(key.toLowerCase()));
}

/** Place it below the button, or above if it does not fit; never beyond the window. */
function positionMenu(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const farthest = document.documentElement.clientWidth - width - MARGIN_PX;
  const fitsBelow = anchor.bottom + height <= innerHeight - MARGIN_PX;
  menu.style.left = `${Math.max(MARGIN_PX, Math.min(anchor.right - width, farthest))}px`;
  menu.style.top = `${Math.max(MARGIN_PX, fitsBelow ? anchor.bottom : anchor.top - height)}px`;
}
