// The results page: one job, its progress, its cards.

import { announce } from "./announcer.js";
import { Problem, getMeta } from "./api.js";
import { rememberCountry } from "./country.js";
import { byId } from "./dom.js";
import { FailurePanel } from "./failure.js";
import { CardGrid } from "./grid.js";
import { countryName, loadLanguage, t } from "./i18n.js";
import { Job } from "./job.js";
import { FinalOrder } from "./order.js";
import { landingAddress, readPlace } from "./place.js";
import { ProgressPanel } from "./progress.js";
import { forgetJob } from "./session.js";
import { showSite } from "./site.js";

const PLACES_HELD = 12;
const BATCH_MS = 8_000;

class ResultsPage {
  #place;
  #job = null;
  #progress = new ProgressPanel();
  #failure = new FailurePanel();
  #grid = new CardGrid(byId("cards"));
  #order = new FinalOrder(this.#grid, () => this.#sayOrder("final"));
  #batchTimer = 0;
  #hasRun = false;
  #remarked = "";

  constructor(place) {
    this.#place = place;
    byId("cancel").addEventListener("click", () => this.#cancel());
    byId("again").addEventListener("click", () => this.#runAgain());
  }

  run = () => {
    this.#failure.disconnect();
    this.#order.disconnect();
    this.#grid.clear();
    this.#grid.reserve(PLACES_HELD);
    this.#sayOrder("live");
    this.#progress.connect(Date.now());
    this.#progress.films(0);
    byId("notice").hidden = true;
    byId("list").hidden = false;
    this.#hasRun = false;
    this.#job = new Job(this.#place, this.#handlers());
    this.#job.connect();
  };

  #handlers() {
    return {
      running: (startedAt) => this.#running(startedAt),
      log: (entry) => this.#progress.log(entry),
      status: (status) => this.#status(status),
      recommendation: (film) => this.#recommend(film),
      retracted: ({ tmdb_id: id }) => this.#retract(id),
      lost: () => this.#remark(navigator.onLine ? "progress.lost" : "progress.offline"),
      back: () => this.#remark("progress.back"),
      finished: (result) => this.#finished(result),
      cancelled: () => this.#stopped("progress.cancelled"),
      failed: (problem) => this.#failed(problem),
    };
  }

  #running(startedAt) {
    this.#progress.disconnect();
    this.#progress.connect(startedAt);
    this.#hasRun = true;
    byId("cancel").disabled = false;
  }

  #status(status) {
    const words = this.#progress.update(status);
    if (words) announce(words);
    if (this.#place.jobId && status.username) showName(status.username);
  }

  #recommend(film) {
    if (this.#grid.put(film, true)) this.#counted();
  }

  #retract(id) {
    this.#grid.retract(id);
    this.#counted();
  }

  #counted() {
    this.#progress.films(this.#grid.films.length);
    this.#batchTimer ||= setTimeout(() => {
      this.#batchTimer = 0;
      announce(t("announce.films", { count: this.#grid.films.length }));
    }, BATCH_MS);
  }

  /** Shown each time, but spoken once until something else is. */
  #remark(key) {
    this.#progress.remark(t(key));
    if (key !== this.#remarked) announce(t(key));
    this.#remarked = key;
  }

  #finished(result) {
    const films = result.recommendations;
    if (result.username) showName(result.username);
    showCountry(result.country_code, this.#place);
    this.#grid.settle(films);
    this.#stopCounting();
    const words = t(this.#hasRun ? "progress.done" : "progress.done_before", {
      count: films.length,
      elapsed: this.#progress.elapsed(),
    });
    this.#progress.finish("finished", words, result.preferences);
    announce(words);
    this.#notice(result.data_freshness);
    if (films.length === 0) this.#failed(new Problem("no-recommendations"));
    else this.#order.connect(films.map((film) => film.tmdb_id));
  }

  #notice(freshness) {
    if (!["stale_cache", "rss_partial"].includes(freshness)) return;
    byId("notice").textContent = t(`notice.${freshness}`);
    byId("notice").hidden = false;
    announce(t(`notice.${freshness}`));
  }

  #failed(problem) {
    this.#stopped("progress.stopped", "failed");
    byId("list").hidden = this.#grid.films.length === 0;
    this.#failure.connect(problem, this.#place, this.run);
  }

  #stopped(key, state = "stopped") {
    this.#grid.settle(this.#grid.films);
    this.#stopCounting();
    this.#sayOrder("partial");
    const words = t(key, { count: this.#grid.films.length });
    this.#progress.finish(state, words);
    if (state === "stopped") announce(words);
  }

  #stopCounting() {
    clearTimeout(this.#batchTimer);
    this.#batchTimer = 0;
    this.#progress.films(this.#grid.films.length);
  }

  async #cancel() {
    byId("cancel").disabled = true;
    this.#remark("progress.cancelling");
    try {
      await this.#job.cancel();
      byId("again").focus();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      byId("cancel").disabled = false;
      this.#remark("progress.cancel_failed");
    }
  }

  #runAgain() {
    forgetJob(this.#place);
    this.run();
    byId("run").focus();
  }

  #sayOrder(state) {
    byId("order").textContent = t(`results.order_${state}`);
  }
}

function showName(name) {
  document.title = t("results.document", { name });
  byId("title").textContent = t("results.title", { name });
}

function showCountry(code, place) {
  if (!code) return;
  byId("country").textContent = countryName(code);
  byId("change").hidden = Boolean(place.jobId);
  byId("change").href = landingAddress(place);
}

await loadLanguage();
getMeta().then(showSite, () => {}); // the demo note is all that is lost; the job tells of a dead connection
const place = await readPlace();
if (place.username) showName(place.username);
showCountry(place.country, place);
if (place.country) rememberCountry(place.country);
byId("another").href = landingAddress({ country: place.country });
byId("again").hidden = Boolean(place.jobId);
new ResultsPage(place).run();
