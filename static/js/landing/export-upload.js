// The upload of a member's export: three steps, a drop area, errors. Fetched when first shown.

import { announceProgress } from "../dom/announcer.js";
import { el } from "../dom/elements.js";
import { failureInWords } from "../i18n/failures.js";
import { duration, formatNumber } from "../i18n/format.js";
import { language, t } from "../i18n/messages.js";
import { showServerWords } from "../i18n/server-words.js";
import { newRequestId } from "../job/request-id.js";
import { startImport } from "../server/files.js";
import { patiently } from "../server/patience.js";
import { Problem } from "../server/problem.js";
import { ROOT } from "../server/root.js";
import { Feedback } from "../storage/feedback.js";
import { saveJob } from "../storage/jobs.js";

const FILE = /\.(zip|csv)$/i;
const STEPS = ["first", "second", "third"];

export class Upload {
  #button;
  #country;
  #files = [];
  #waitingRetry = null; // its abort() gives up
  #input = el("input", {
    id: "files",
    type: "file",
    accept: ".zip,.csv",
    multiple: true,
    "aria-describedby": "files-chosen files-error",
  });
  #chosenText = el("p", { id: "files-chosen", class: "hint" }, t("export.formats"));
  #error = el("p", { id: "files-error", class: "error", role: "alert" });
  #dropArea = el(
    "div",
    { class: "drop" },
    el("label", { for: "files" }, t("export.drop")),
    this.#chosenText,
    this.#input,
  );

  constructor(container, button, country) {
    this.#button = button;
    this.#country = country;
    this.#input.addEventListener("change", () => this.take([...this.#input.files]));
    for (const name of ["dragenter", "dragover"])
      this.#dropArea.addEventListener(name, () => this.#dropArea.classList.add("is-over"));
    for (const name of ["dragleave", "drop"])
      this.#dropArea.addEventListener(name, () => this.#dropArea.classList.remove("is-over"));
    container.replaceChildren(steps(), this.#dropArea, this.#error, privacyNote());
  }

  take(files) {
    this.#files = files;
    const areRight = files.every(({ name }) => FILE.test(name));
    this.#showError(areRight ? "" : t("export.wrong"));
    this.#showChosen();
    if (!areRight) this.#files = [];
  }

  /** Send the files. While a retry waits, the button gives up. */
  async send() {
    if (this.#waitingRetry) return this.#waitingRetry.abort();
    if (this.#files.length === 0) return this.#showError(this.#error.textContent || t("export.missing"));
    this.#showError("");
    try {
      const { request_id: id, cancel_token: cancelToken } = await this.#sendPatiently(this.#form());
      saveJob({ key: id }, { requestId: id, startedAt: Date.now(), cancelToken: cancelToken ?? "" });
      const address = new URL(ROOT);
      address.searchParams.set("job", id);
      location.assign(address);
    } catch (problem) {
      if (problem instanceof Problem) this.#showError(...(await inWords(problem)));
      else if (problem.name !== "AbortError") throw problem;
    }
    this.#waitingRetry = null;
    this.#showChosen();
    this.#button.disabled = false;
    this.#button.textContent = t("export.go");
  }

  #sendPatiently(form) {
    const giveUp = new AbortController();
    const send = () => {
      this.#waitingRetry = null;
      this.#showChosen();
      this.#button.disabled = true;
      this.#button.textContent = t("export.sending");
      return startImport(form);
    };
    const onWait = ({ slug }, seconds) => {
      const words = slug === "offline" ? t("progress.lost") : t("progress.waiting", { time: duration(seconds) });
      this.#chosenText.textContent = words;
      if (this.#waitingRetry) return;
      this.#waitingRetry = giveUp;
      this.#button.disabled = false;
      this.#button.textContent = t("progress.cancel");
      announceProgress(words);
    };
    return patiently(send, { onWait, signal: giveUp.signal });
  }

  #showChosen() {
    const described = ({ name, size }) => `${name} (${formatNumber(Math.max(1, Math.round(size / 1_000)))} kB)`;
    this.#chosenText.textContent = this.#files.map(described).join(", ") || t("export.formats");
  }

  #form() {
    const form = new FormData();
    for (const file of this.#files) form.append("file", file, file.name);
    form.append("request_id", newRequestId());
    form.append("watchlist", "mark");
    form.append("language", language());
    if (this.#country()) form.append("country", this.#country());
    const feedback = new Feedback().toRequestFields();
    if (Object.keys(feedback).length) form.append("options", JSON.stringify(feedback));
    return form;
  }

  #showError(...words) {
    this.#error.replaceChildren(...words);
    const isWrong = words.some(Boolean);
    this.#input.toggleAttribute("aria-invalid", isWrong);
    if (isWrong) this.#input.focus();
  }
}

/** Return a failure in words: the server's if a file is wrong, else ours. */
async function inWords(problem) {
  const { key, text } = failureInWords(problem, problem.username);
  if (!["invalid-request", "unnamed"].includes(key)) return [text];
  const detail = el("span");
  await showServerWords(detail, problem.detail);
  return [t("export.unreadable"), " ", detail];
}

function steps() {
  return el(
    "ol",
    { class: "steps" },
    ...STEPS.map((step) =>
      el("li", {}, el("span", {}, el("b", {}, t(`export.${step}`)), " ", t(`export.${step}_more`))),
    ),
  );
}

const privacyNote = () =>
  el(
    "details",
    { class: "privacy-note" },
    el("summary", {}, t("export.privacy")),
    el(
      "ul",
      {},
      el("li", {}, t("export.is_read")),
      el("li", {}, t("export.never_kept")),
      el("li", {}, t("export.how_long")),
    ),
  );
