// The progress of a job (stage, share, time, log): at the foot of the window while the job runs, so that no card moves
// for it; then folded away behind the line over the cards.

import { byId } from "../dom/elements.js";
import { loadStyle } from "../dom/styles.js";
import { duration, formatNumber, stars } from "../i18n/format.js";
import { t } from "../i18n/messages.js";

const TICK_MS = 1_000;

export class ProgressPanel {
  #panel = byId("run");
  #body = byId("run-body");
  #bar = byId("progress");
  #ring = byId("ring");
  #log = byId("log-lines");
  #stages = null; // a StageList, once fetched
  #earlyStatuses = []; // before that
  #stageWords = "";
  #startedAt = 0;
  #timer = 0;

  constructor() {
    this.#log.closest("details").addEventListener("toggle", this.#showLogEnd);
  }

  /** Begin. `startedAt` in ms since the epoch. `state`: running, or saved for the films of an earlier search. */
  connect(startedAt, state = "running") {
    this.#startedAt = startedAt;
    this.#panel.dataset.state = state;
    this.#fold(state !== "running");
    this.#listStages();
    this.#stageWords = "";
    this.#log.replaceChildren();
    this.#bar.removeAttribute("value");
    this.#show(t("progress.starting"));
    this.#showFraction(0);
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  disconnect() {
    clearInterval(this.#timer);
  }

  /**
   * Show a status event. Stages overlap: the furthest is named, and counts of others only change their own rows.
   * Return the words if they are new, to be announced.
   */
  update(status) {
    if (this.#stages) this.#stages.update(status);
    else this.#earlyStatuses.push(status);
    const words = stageInWords({ ...status, stage: this.#stages?.furthest || status.stage });
    this.#show(words, currentFilm(status));
    if (this.#stages?.fraction > 0) this.#showFraction(this.#stages.fraction);
    if (words === this.#stageWords) return null;
    this.#stageWords = words;
    return words;
  }

  /** Show words about the connection until the next status. */
  remark(words) {
    this.#show(words);
  }

  films(count) {
    byId("count").textContent = formatNumber(count);
    byId("count-unit").textContent = t("results.found", { count });
    byId("found").textContent = count ? t("filter.films", { count }) : "";
  }

  /** Add a line, in order of arrival. Nobody waits for a folded log. */
  log(entry) {
    import("./log.js").then(
      ({ addLine }) => addLine(this.#log, entry),
      () => {},
    );
  }

  /** End. `state`: finished, stopped or failed. The taste is drawn from `result`. */
  finish(state, words, result = null) {
    this.disconnect();
    this.#panel.dataset.state = state;
    this.#show(words);
    const hadFocus = this.#body.contains(document.activeElement);
    this.#fold(true);
    if (hadFocus) byId("more").focus({ preventScroll: true });
    const found = byId("found");
    if (state !== "finished" || !found.textContent) found.textContent = words;
    if (state !== "finished") return;
    this.#stages?.finish();
    this.#showFraction(1);
    if (result) import("./taste.js").then(({ showTaste }) => showTaste(byId("taste"), result));
  }

  elapsed() {
    return duration((Date.now() - this.#startedAt) / 1_000);
  }

  #fold(isFolded) {
    this.#body.hidden = isFolded;
    byId("more").setAttribute("aria-expanded", "false");
  }

  /** Fetch and show the list of stages; no card waits for it. */
  async #listStages() {
    const statuses = [];
    this.#earlyStatuses = statuses;
    this.#stages = null;
    const [module] = await Promise.all([import("./stage-list.js"), loadStyle("stages")]).catch(() => [null]);
    if (!module || statuses !== this.#earlyStatuses || this.#panel.dataset.state === "finished") return;
    this.#stages = new module.StageList(byId("stages"));
    for (const status of statuses) this.#stages.update(status);
  }

  #showLogEnd = () => {
    this.#log.scrollTop = this.#log.scrollHeight;
  };

  #show(words, film = "") {
    byId("now").textContent = words;
    byId("now-film").textContent = film;
  }

  #tick() {
    byId("elapsed").textContent = this.elapsed();
  }

  #showFraction(fraction) {
    if (fraction > 0) this.#bar.value = fraction;
    this.#ring.style.setProperty("--turn", fraction);
  }
}

export function stageInWords({ stage, source, queue_position: position }) {
  if (stage === "queued" && position) return t("progress.queue_position", { count: position });
  return t(`progress.${/^(snapshot|feed)$/.test(source) ? source : stage}`);
}

const currentFilm = ({ title, user_rating: rating }) => [title, rating && stars(rating)].filter(Boolean).join(" ");
