// The results page: one job, its progress, its films.

import { CardGrid } from "../cards/grid.js";
import { announce, announceProgress } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { onWake } from "../dom/wake.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { loadLanguage } from "../i18n/page.js";
import { Job } from "../job/job.js";
import { Counter } from "../progress/counter.js";
import { ProgressPanel } from "../progress/progress-panel.js";
import { Features } from "../results/features.js";
import { FilmView } from "../results/film-view.js";
import { showCountry, showMembers } from "../results/heading.js";
import { landingAddress, readSearch } from "../search/address.js";
import { rememberCountry } from "../search/country.js";
import { shownName } from "../search/username.js";
import { getMeta } from "../server/client.js";
import { Problem } from "../server/problem.js";
import { Feedback } from "../storage/feedback.js";
import { readJob } from "../storage/jobs.js";
import { readResult } from "../storage/results.js";

const SLOTS_RESERVED = 12;

class ResultsPage {
  #search;
  #job = null;
  #feedback = new Feedback();
  #progress = new ProgressPanel();
  #failure = null;
  #grid = new CardGrid(byId("cards"), this.#feedback.of);
  #view = new FilmView(this.#grid, this.#feedback, () => this.#features.update());
  #features;
  #counter = new Counter(this.#progress, () => this.#grid.films.length);
  #hasRun = false;
  #remarked = "";

  constructor(search) {
    this.#search = search;
    this.#features = new Features({
      search,
      grid: this.#grid,
      view: this.#view,
      feedback: this.#feedback,
      progress: this.#progress,
      counter: this.#counter,
      run: this.run,
    });
    byId("cancel").addEventListener("click", () => this.#cancel());
  }

  /** What was found not long ago is shown again, unless a job of this tab still runs. */
  open() {
    const saved = readResult(this.#search);
    const running = readJob(this.#search);
    if (!saved || (running && running.requestId !== saved.result.request_id)) return this.run();
    this.#prepare();
    this.#finished(saved.result, saved.at);
  }

  run = () => {
    this.#prepare();
    this.#job = new Job(this.#search, this.#handlers(), this.#feedback.toRequestFields());
    this.#job.connect();
  };

  #prepare() {
    this.#failure?.disconnect();
    this.#grid.clear();
    this.#grid.reserve(SLOTS_RESERVED);
    this.#view.start();
    this.#progress.connect(Date.now());
    this.#progress.films(0);
    byId("notice").hidden = true;
    byId("result-age").hidden = true;
    byId("list").hidden = false;
    byId("share").hidden = true;
    byId("cancel").disabled = false;
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
      waiting: (seconds) => this.#remark("progress.waiting", { time: duration(seconds) }),
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
  }

  #status(status) {
    const words = this.#progress.update(status);
    if (words) announceProgress(words);
    if (this.#search.jobId) showMembers([shownName(status.username, this.#search)]);
  }

  #recommend(film) {
    this.#features.ready().catch(() => {});
    if (this.#grid.put(film, true)) this.#counter.changed();
    this.#view.changed();
  }

  #retract(id) {
    this.#grid.retract(id);
    this.#counter.changed();
    this.#view.changed();
  }

  /** Shown each time, but announced once until something else is. */
  #remark(key, values) {
    const words = t(key, values);
    this.#progress.remark(words);
    if (key !== this.#remarked) announceProgress(words);
    this.#remarked = key;
  }

  /** `savedAt`: when this result was found, if it is an earlier one. No result: the films told live are all. */
  async #finished(result, savedAt = null) {
    try {
      const empty = await this.#features.finished(result, { savedAt, hasRun: this.#hasRun });
      if (empty) this.#tell(new Problem(empty));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#failed(problem);
    }
  }

  #failed(problem) {
    this.#stopped("progress.stopped", "failed");
    this.#tell(problem);
  }

  async #tell(problem) {
    byId("list").hidden = this.#grid.films.length === 0;
    try {
      this.#failure ??= new (await this.#features.failurePanel())();
      this.#failure.connect(problem, this.#search, this.run);
    } catch {
      // Without a connection the panel itself could not be fetched.
      this.#remark("progress.offline");
      const stop = onWake(() => [stop(), this.run()]);
    }
  }

  #stopped(key, state = "stopped") {
    this.#grid.settle(this.#grid.films);
    this.#counter.stop();
    this.#view.finish();
    const words = t(key, { count: this.#grid.films.length });
    this.#progress.finish(state, words);
    announceProgress("");
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
}

await loadLanguage();
import("../theme/switch.js").then(
  ({ connectThemeSwitch }) => connectThemeSwitch(),
  () => {},
);
const showSite = async () => (await import("./site.js")).showSite(await getMeta());
showSite().catch(() => {}); // the demo note is all that is lost; the job tells of a dead connection
const search = await readSearch();
if (search.members.length) showMembers(search.members);
showCountry(search.country, search);
if (search.country) rememberCountry(search.country);
byId("another").href = landingAddress({ country: search.country });
byId("again").hidden = Boolean(search.jobId);
new ResultsPage(search).open();
