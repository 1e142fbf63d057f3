// The two ways in, as tabs: a name, or the member's own export. A file dropped anywhere leads to the second.

import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

const WAYS = ["name", "export"];

export class Ways {
  #country;
  #upload = null;

  /** `country()` gives the code chosen. */
  constructor(country) {
    this.#country = country;
  }

  connect(wanted) {
    for (const way of WAYS) byId(`way-${way}`).addEventListener("click", () => this.#choose(way));
    byId("ways").addEventListener("keydown", (event) => this.#step(event));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => this.#dropped(event));
    if (wanted === "export") this.#choose("export");
  }

  get isExport() {
    return !byId("by-export").hidden;
  }

  send() {
    return this.#upload?.send();
  }

  async #choose(way) {
    for (const each of WAYS) {
      const isChosen = each === way;
      byId(`way-${each}`).setAttribute("aria-selected", String(isChosen));
      byId(`way-${each}`).tabIndex = isChosen ? 0 : -1;
      byId(`by-${each}`).hidden = !isChosen;
    }
    byId("go").textContent = t(way === "export" ? "export.go" : "landing.go");
    if (way !== "export" || this.#upload) return;
    const { Upload } = await import("./upload.js");
    this.#upload ??= new Upload(byId("by-export"), byId("go"), this.#country);
  }

  #step({ key }) {
    if (!["ArrowLeft", "ArrowRight"].includes(key)) return;
    const way = this.isExport ? "name" : "export";
    this.#choose(way);
    byId(`way-${way}`).focus();
  }

  async #dropped(event) {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    const { files } = event.dataTransfer;
    await this.#choose("export");
    this.#upload.take([...files]);
  }
}
