// The choice of a theme (system, light, dark), remembered in this browser. apply.js applies it.

import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
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
    if (!write(KEY, select.value)) tellNotSaved();
    dispatchEvent(new CustomEvent("theme", { detail: select.value }));
  });
}

const tellNotSaved = async () => (await import("../dom/toast.js")).toast(t("app.not_kept"));
