// Taking the films along: files, a link, paper. Fetched when first opened.

import { announce } from "../dom/announcer.js";
import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { ROOT } from "../server/root.js";

const FILES = ["csv", "xlsx", "json"];
const TYPES = { csv: "text/csv;charset=utf-8", json: "application/json" };
/** Letterboxd's importer: without a rating or a date, so that nothing is marked as watched. */
const COLUMNS = [
  ["tmdbID", "tmdb_id"],
  ["imdbID", "imdb_id"],
  ["Title", "title"],
  ["Year", "year"],
];

export function fillShare(container, result) {
  closeLikeAMenu(container.closest("details"));
  const note = el("p", { class: "hint", role: "status" });
  const say = (key) => (note.textContent = t(key));
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
  container.replaceChildren(
    el(
      "ul",
      { role: "list" },
      ...FILES.map((kind) => button(kind, () => download(kind, result, say))),
      button("link", () => copyLink(say, container)),
      button("print", () => print()),
    ),
    note,
  );
}

/** Esc closes it, and so does a press beside it. */
function closeLikeAMenu(details) {
  details.onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    details.open = false;
    details.querySelector("summary").focus();
  };
  document.onpointerdown = ({ target }) => {
    if (!details.contains(target)) details.open = false;
  };
}

/** The server's file; when it has forgotten the result, one made here of what this page still holds. */
async function download(kind, result, say) {
  const name = `next-film-${(result.username || "export").replace(/[^\w-]+/g, "-")}.${kind}`;
  const address = new URL(`api/result.${kind}`, ROOT);
  address.searchParams.set("request_id", result.request_id);
  try {
    const answer = await fetch(address);
    if (answer.ok) return save(await answer.blob(), name, say);
  } catch {
    // Offline: what is here will do.
  }
  if (kind === "xlsx") return say("share.gone");
  const text = kind === "json" ? JSON.stringify(result, null, 2) : asCsv(result.recommendations);
  save(new Blob([text], { type: TYPES[kind] }), name, say);
}

function save(blob, name, say) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say("share.saved");
}

const asCsv = (films) =>
  [COLUMNS.map(([name]) => name), ...films.map((film) => COLUMNS.map(([, field]) => film[field] ?? ""))]
    .map((row) => row.map(quoted).join(","))
    .join("\r\n");

const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

async function copyLink(say, container) {
  try {
    await navigator.clipboard.writeText(location.href);
    say("share.copied");
    announce(t("share.copied"));
  } catch {
    // Not allowed, or not over https: then to be copied by hand.
    const field =
      container.querySelector("input") ?? el("input", { type: "text", readonly: true, "aria-label": t("share.link") });
    field.value = location.href;
    container.append(field);
    field.select();
  }
}
