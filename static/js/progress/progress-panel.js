// The panel over the cards: what is happening, how far it is, how long it takes, and the log.

import { byId } from "../dom/elements.js";
import { duration, formatNumber, stars } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { StageList } from "./stage-list.js";

const TICK_MS = 1_000;

export class ProgressPanel {
  #panel = byId("run");
  #bar = byId("progress");
  #ring = byId("ring");
  #log = byId("log-lines");
  #stages = new StageList(byId("stages"));
  #stage = "";
  #startedAt = 0;
  #timer = 0;

  /** `startedAt` in ms since the epoch. */
  connect(startedAt) {
    this.#startedAt = startedAt;
    this.#panel.dataset.state = "running";
    this.#stages = new StageList(byId("stages"));
    this.#stage = "";
    this.#log.replaceChildren();
    this.#bar.removeAttribute("value");
    this.#say(t("progress.starting"));
    this.#showFraction(0);
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  disconnect() {
    clearInterval(this.#timer);
  }

  /**
   * Take a status event. Stages overlap, so the furthest one is named, and counts of others only move their own
   * rows. Gives the words when they are new, to be announced.
   */
  update(status) {
    this.#stages.update(status);
    const words = stageInWords({ ...status, stage: this.#stages.furthest || status.stage });
    this.#say(words, currentFilm(status));
    if (this.#stages.fraction > 0) this.#showFraction(this.#stages.fraction);
    if (words === this.#stage) return null;
    this.#stage = words;
    return words;
  }

  /** A passing word about the connection; the next status replaces it. */
  remark(words) {
    this.#say(words);
  }

  films(count) {
    byId("count").textContent = formatNumber(count);
    byId("count-unit").textContent = t("results.found", { count });
  }

  /** In the order of arrival. Behind a fold, so that nobody waits for it. */
  log(entry) {
    import("./log.js").then(
      ({ addLine }) => addLine(this.#log, entry),
      () => {},
    );
  }

  /** `state`: finished, stopped or failed. `result`: what the taste is drawn from. */
  finish(state, words, result = null) {
    this.disconnect();
    this.#panel.dataset.state = state;
    this.#say(words);
    if (state !== "finished") return;
    this.#stages.finish();
    this.#showFraction(1);
    if (result) import("./taste.js").then(({ showTaste }) => showTaste(byId("taste"), result));
  }

  elapsed() {
    return duration((Date.now() - this.#startedAt) / 1_000);
  }

  #say(words, more = "") {
    byId("now").textContent = words;
    byId("now-film").textContent = more;
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
