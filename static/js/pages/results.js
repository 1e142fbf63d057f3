// The results page: one job, its progress, its films.

import { getMeta, Problem } from "../api/client.js";
import { CardGrid } from "../cards/grid.js";
import { announce } from "../dom/announcer.js";
import { byId, prefersStillness } from "../dom/elements.js";
import { loadLanguage, t } from "../i18n/messages.js";
import { Job } from "../job/job.js";
import { Counter } from "../progress/counter.js";
import { ProgressPanel } from "../progress/panel.js";
import { Equipment } from "../results/features.js";
import { showCountry, showMembers } from "../results/heading.js";
import { FilmView } from "../results/view.js";
import { landingAddress, readPlace } from "../search/address.js";
import { rememberCountry } from "../search/country.js";
import { Verdicts } from "../storage/feedback.js";
import { forgetJob, recallJob } from "../storage/jobs.js";
import { forgetResult, keepResult, recallResult } from "../storage/results.js";
import { showSite } from "./site.js";

const PLACES_HELD = 12;

class ResultsPage {
  #place;
  #job = null;
  #verdicts = new Verdicts();
  #progress = new ProgressPanel();
  #failure = null;
  #grid = new CardGrid(byId("cards"), this.#verdicts.of);
  #view = new FilmView(this.#grid, this.#verdicts, () => this.#equipment.update());
  #equipment;
  #counter = new Counter(this.#progress, () => this.#grid.films.length);
  #hasRun = false;
  #remarked = "";

  constructor(place) {
    this.#place = place;
    this.#equipment = new Equipment(this.#grid, this.#view, this.#verdicts, place);
    byId("cancel").addEventListener("click", () => this.#cancel());
    for (const id of ["again", "fresh-again"]) byId(id).addEventListener("click", () => this.#runAgain());
  }

  /** What was found not long ago is shown again, unless a job of this tab still runs. */
  open() {
    const kept = recallResult(this.#place);
    const running = recallJob(this.#place);
    if (!kept || (running && running.requestId !== kept.result.request_id)) return this.run();
    this.#prepare();
    this.#finished(kept.result, kept.at);
  }

  run = () => {
    this.#prepare();
    this.#job = new Job(this.#place, this.#handlers(), this.#verdicts.asFields());
    this.#job.connect();
  };

  #prepare() {
    this.#failure?.disconnect();
    this.#grid.clear();
    this.#grid.reserve(PLACES_HELD);
    this.#view.start();
    this.#progress.connect(Date.now());
    this.#progress.films(0);
    byId("notice").hidden = true;
    byId("fresh").hidden = true;
    byId("list").hidden = false;
    byId("share").hidden = true;
    this.#hasRun = false;
  }

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
    if (this.#place.jobId && status.username) showMembers([status.username]);
  }

  #recommend(film) {
    this.#equipment.ready().catch(() => {});
    if (this.#grid.put(film, true)) this.#counter.changed();
    this.#view.changed();
  }

  #retract(id) {
    this.#grid.retract(id);
    this.#counter.changed();
    this.#view.changed();
  }

  /** Shown each time, but spoken once until something else is. */
  #remark(key) {
    this.#progress.remark(t(key));
    if (key !== this.#remarked) announce(t(key));
    this.#remarked = key;
  }

  /** `keptAt`: when this result was found, if it is an earlier one. */
  async #finished(result, keptAt = null) {
    const films = result.recommendations;
    const members = this.#place.members.length ? this.#place.members : [result.username].filter(Boolean);
    showMembers(members);
    showCountry(result.country_code, this.#place);
    if (!keptAt && films.length) keepResult(this.#place, result);
    const words = t(this.#hasRun ? "progress.done" : "progress.done_before", {
      count: films.length,
      elapsed: this.#progress.elapsed(),
    });
    await this.#grid.settle(films);
    this.#counter.stop();
    this.#progress.finish("finished", words, result);
    announce(words);
    this.#equipment.finished(result, keptAt);
    if (films.length === 0) return this.#failed(new Problem("no-recommendations"));
    this.#view.finish(films);
  }

  async #failed(problem) {
    this.#stopped("progress.stopped", "failed");
    byId("list").hidden = this.#grid.films.length === 0;
    this.#failure ??= new (await this.#equipment.failurePanel())();
    this.#failure.connect(problem, this.#place, this.run);
  }

  #stopped(key, state = "stopped") {
    this.#grid.settle(this.#grid.films);
    this.#counter.stop();
    this.#view.finish();
    const words = t(key, { count: this.#grid.films.length });
    this.#progress.finish(state, words);
    if (state === "stopped") announce(words);
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
    if (this.#place.jobId) return location.assign(landingAddress({ way: "export" }));
    forgetJob(this.#place);
    forgetResult(this.#place);
    this.run();
    scrollTo({ top: 0, behavior: prefersStillness() ? "instant" : "smooth" });
    byId("run").focus({ preventScroll: true });
  }
}

await loadLanguage();
getMeta().then(showSite, () => {}); // the demo note is all that is lost; the job tells of a dead connection
const place = await readPlace();
if (place.members.length) showMembers(place.members);
showCountry(place.country, place);
if (place.country) rememberCountry(place.country);
byId("another").href = landingAddress({ country: place.country });
byId("again").hidden = Boolean(place.jobId);
new ResultsPage(place).open();
