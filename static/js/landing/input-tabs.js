// Tabs for the two inputs, a name or the member's export. A file dropped anywhere opens the second.

import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

const MODES = ["name", "export"];

export class InputTabs {
  #country;
  #upload = null;

  /** `country()` returns the code chosen. */
  constructor(country) {
    this.#country = country;
  }

  connect(input) {
    for (const mode of MODES) byId(`tab-${mode}`).addEventListener("click", () => this.#choose(mode));
    byId("tabs").addEventListener("keydown", (event) => this.#step(event));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => this.#dropped(event));
    if (input === "export") this.#choose("export");
  }

  get isExport() {
    return !byId("panel-export").hidden;
  }

  send() {
    return this.#upload?.send();
  }

  async #choose(mode) {
    for (const each of MODES) {
      const isChosen = each === mode;
      byId(`tab-${each}`).setAttribute("aria-selected", String(isChosen));
      byId(`tab-${each}`).tabIndex = isChosen ? 0 : -1;
      byId(`panel-${each}`).hidden = !isChosen;
    }
    byId("go").textContent = t(mode === "export" ? "export.go" : "landing.go");
    if (mode !== "export" || this.#upload) return;
    const { Upload } = await import("./export-upload.js");
    this.#upload ??= new Upload(byId("panel-export"), byId("go"), this.#country);
  }

  #step({ key }) {
    if (!["ArrowLeft", "ArrowRight"].includes(key)) return;
    const mode = this.isExport ? "name" : "export";
    this.#choose(mode);
    byId(`tab-${mode}`).focus();
  }

  async #dropped(event) {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    const { files } = event.dataTransfer;
    await this.#choose("export");
    this.#upload.take([...files]);
  }
}
