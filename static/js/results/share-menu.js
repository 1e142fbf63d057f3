// The menu to save films: as files, a link, on paper. Fetched late.

import { announce } from "../dom/announcer.js";
import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { getFile } from "../server/files.js";
import { patiently } from "../server/patience.js";
import { Problem } from "../server/problem.js";

const FILES = ["csv", "xlsx", "json"];
const GONE = new Set(["result-expired", "job-unknown", "job-cancelled"]);

/** Results that the server does not keep any more. */
const expiredResults = new WeakSet();

export function fillShareMenu(container, result) {
  closeOnEscapeOrOutside(container.closest("details"));
  const note = el("p", { class: "hint", role: "status" });
  const showNote = (key) => (note.textContent = t(key));
  const button = (key, act) => {
    const node = el(
      "button",
      { type: "button" },
      el("b", {}, t(`share.${key}`)),
      el("small", {}, t(`share.${key}_note`)),
    );
    node.addEventListener("click", act);
    return el("li", {}, node);
  };
  const fileButtons = FILES.map((kind) => button(kind, () => download(kind, result, showNote, removeFileButtons)));
  const removeFileButtons = () => {
    expiredResults.add(result);
    for (const node of fileButtons) node.remove();
    showNote("share.gone");
  };
  container.replaceChildren(
    el(
      "ul",
      { role: "list" },
      ...(expiredResults.has(result) || result.is_rebuilt ? [] : fileButtons),
      button("link", () => copyLink(showNote, container)),
      button("print", () => print()),
    ),
    note,
  );
}

/** Close the menu on Esc and on a press beside it. */
function closeOnEscapeOrOutside(details) {
  details.onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    details.open = false;
    details.querySelector("summary").focus();
  };
  document.onpointerdown = ({ target }) => {
    if (!details.contains(target)) details.open = false;
  };
}

/** Save the server's file; call `removeFileButtons()` if its result is gone. */
async function download(kind, result, showNote, removeFileButtons) {
  try {
    const file = await patiently(() => getFile(result.request_id, kind));
    saveFile(file, `next-film-${(result.username || "export").replace(/[^\w-]+/g, "-")}.${kind}`, showNote);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (GONE.has(problem.slug)) removeFileButtons();
    else showNote("share.failed");
  }
}

function saveFile(blob, name, showNote) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  showNote("share.saved");
}

async function copyLink(showNote, container) {
  try {
    await navigator.clipboard.writeText(location.href);
    showNote("share.copied");
    announce(t("share.copied"));
  } catch {
    // Not allowed, or no https: it can be copied by hand.
    const field =
      container.querySelector("input") ?? el("input", { type: "text", readonly: true, "aria-label": t("share.link") });
    field.value = location.href;
    container.append(field);
    field.select();
  }
}
