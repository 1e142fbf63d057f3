// Buttons for the other languages, by their own names. The choice is saved; if that fails, the address has it.

import { toast } from "../dom/toast.js";
import { read, write } from "../storage/local.js";
import { language, t } from "./messages.js";

const KEY = "language";

export function offerLanguages(languages) {
  const buttons = languages
    .filter((tag) => tag !== language())
    .map((tag) => {
      const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
      const button = Object.assign(document.createElement("button"), { type: "button", lang: tag, textContent: name });
      button.addEventListener("click", () => choose(tag));
      return button;
    });
  document.getElementById("languages").replaceChildren(...buttons);
  if (here().searchParams.has(KEY) && !write(KEY, read(KEY, language()))) toast(t("app.not_kept"));
}

function choose(tag) {
  const address = here();
  address.searchParams.delete(KEY);
  if (!write(KEY, tag)) address.searchParams.set(KEY, tag);
  if (address.href === location.href) location.reload();
  else location.replace(address);
}

const here = () => new URL(location.href);
