// The choice of a theme: as the system has it, light or dark; remembered in this browser. apply.js applies it.

import { byId } from "../dom/elements.js";
import { read, write } from "../storage/local.js";

const KEY = "theme";

export function connectThemeSwitch() {
  const select = byId("theme");
  const show = () => {
    select.value = read(KEY, "system");
  };
  show();
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  select.addEventListener("change", () => {
    write(KEY, select.value);
    dispatchEvent(new CustomEvent("theme", { detail: select.value }));
  });
}
