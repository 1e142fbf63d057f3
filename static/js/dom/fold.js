// A part of the page that a button shows and hides. Esc in it hides it.

export function connectFold(button, part) {
  const show = (isShown) => {
    part.hidden = !isShown;
    button.setAttribute("aria-expanded", String(isShown));
  };
  button.addEventListener("click", () => show(part.hidden));
  part.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || button.getAttribute("aria-expanded") === "false") return;
    show(false);
    button.focus();
  });
}
