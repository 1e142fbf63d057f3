// Sharing of the films for tonight: as the device does it, else as text to paste.

import { el } from "../dom/elements.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";
import { asText } from "./summary.js";

export async function share(films) {
  const text = asText(films);
  try {
    if (navigator.share) return await navigator.share({ title: t("tonight.title"), text });
    await navigator.clipboard.writeText(text);
    toast(t("tonight.copied"));
  } catch (error) {
    if (error.name !== "AbortError") showText(text); // else the person cancelled it
  }
}

/** Show the text, to be copied by hand. */
async function showText(text) {
  const { openDialog } = await import("../dialogs/dialog.js");
  const field = el("textarea", { readonly: true, rows: 8, "aria-label": t("tonight.title") });
  field.value = text;
  openDialog(t("tonight.share"), el("p", { class: "hint" }, t("tonight.by_hand")), field);
  field.select();
}
