// The results page: one job, its progress, its films.

import { loadReasons } from "../cards/card.js";
import { CardGrid } from "../cards/grid.js";
import { announceInTurn, announceProgress } from "../dom/announcer.js";
import { byId } from "../dom/elements.js";
import { drawn } from "../dom/frames.js";
import { onWake } from "../dom/wake.js";
import { nowhereLast } from "../filters/nowhere.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { loadLanguage } from "../i18n/page.js";
import { Job } from "../job/job.js";
import { Counter } from "../progress/counter.js";
import { ProgressPanel } from "../progress/progress-panel.js";
import { Features } from "../results/features.js";
import { showCountry, showMembers } from "../results/heading.js";
import { isNoticed } from "../results/noticed.js";
import { landingAddress, readSearch } from "../search/address.js";
import { rememberCountry } from "../search/country.js";
import { shownName } from "../search/username.js";
import { Problem } from "../server/problem.js";
import { Feedback } from "../storage/feedback.js";
import { readJob } from "../storage/jobs.js";
import { readResult } from "../storage/results.js";
import { Tonight } from "../storage/tonight.js";

const SLOTS_RESERVED = 12;

class ResultsPage {
  #search;
  #job = null;
  #feedback = new Feedback();
  #progress = new ProgressPanel();
  #tonight = new Tonight();
  #grid = new CardGrid(byId("cards"), this.#tonight.has);
  #counter = new Counter(this.#progress, () => this.#grid.films.filter(this.#feedback.allows).length);
  #features;
  #hasRun = false;
  #lastRemark = "";

  constructor(search) {
    this.#search = search;
    this.#features = new Features({
      search,
      grid: this.#grid,
      feedback: this.#feedback,
      tonight: this.#tonight,
      progress: this.#progress,
      counter: this.#counter,
      run: this.run,
      remark: this.#remark,
    });
    byId("cancel").addEventListener("click", () => this.#end("cancel", this.#job));
  }

  /** Show a saved result, unless a job of this tab still runs; else run a job. */
  async open() {
    await this.#features.readyForFilters();
    const saved = readResult(this.#search);
    const job = readJob(this.#search);
    if (!saved || (job && job.requestId !== saved.result.request_id)) return this.run();
    this.#prepare("saved");
    this.#finished(saved.result, saved.at);
  }

  run = () => {
    this.#prepare();
    this.#job = new Job(this.#search, this.#handlers(), this.#feedback.toRequestFields());
    this.#job.connect();
  };

  #prepare(state = "running") {
    this.#grid.clear();
    this.#grid.reserve(SLOTS_RESERVED);
    this.#features.start();
    this.#progress.connect(Date.now(), state);
    this.#progress.films(0);
    byId("notice").hidden = true;
    byId("result-age").hidden = true;
    // Films found before wait for the notices above them.
    byId("list").hidden = Boolean(state === "saved" || this.#search.jobId || readJob(this.#search));
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
      cancelled: () => this.#end("stopped", "progress.cancelled"),
      failed: (problem) => this.#end("failed", problem),
    };
  }

  #running(startedAt) {
    this.#progress.disconnect();
    this.#progress.connect(startedAt);
    byId("list").hidden = false;
    this.#hasRun = true;
    return reasonsLoaded;
  }

  #status(status) {
    const words = this.#progress.update(status);
    if (words) announceProgress(words);
    if (this.#search.jobId) showMembers([shownName(status.username, this.#search)]);
  }

  #recommend(film) {
    this.#features.ready().catch(() => {});
    if (this.#grid.put(film, true)) this.#counter.changed();
    this.#features.changed();
  }

  #retract(id) {
    this.#grid.retract(id);
    this.#counter.changed();
    this.#features.changed();
  }

  /** Show the words; `announce` them if `key` is new. */
  #remark = (key, values, announce = announceInTurn) => {
    const words = t(key, values);
    this.#progress.remark(words);
    if (key !== this.#lastRemark) announce(words);
    this.#lastRemark = key;
  };

  /** Show `result`, or just the live films if null. `savedAt`: when an earlier one was found. */
  async #finished(result, savedAt = null) {
    await reasonsLoaded;
    if (result && !this.#hasRun) byId("notice").hidden = !isNoticed(result);
    const films = nowhereLast(result?.recommendations ?? []);
    for (const film of films.slice(0, SLOTS_RESERVED)) this.#grid.put(film, false);
    byId("list").hidden = false;
    if (films.length > SLOTS_RESERVED) await drawn();
    for (const film of films.slice(SLOTS_RESERVED)) this.#grid.put(film, false);
    try {
      const slug = await this.#features.finished(result, { savedAt, hasRun: this.#hasRun });
      if (slug) this.#end("showProblem", new Problem(slug));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#end("failed", problem);
    }
  }

  /** Call `method` of EarlyEnd. */
  async #end(method, ...details) {
    const end = this.#features.earlyEnd ?? (await this.#features.fetchEarly().catch(() => null));
    if (end) return end[method](...details);
    // Without a connection it could not be fetched.
    this.#remark("progress.offline");
    if (method === "cancel") return;
    const stop = onWake(() => [stop(), this.run()]);
  }
}

await loadLanguage();
const reasonsLoaded = loadReasons();
const search = await readSearch();
byId("cards").classList.toggle("is-blend", search.members.length > 1);
byId("cards").style.setProperty("--members", search.members.length || 1);
if (search.members.length) showMembers(search.members);
showCountry(search.country, search);
if (search.country) rememberCountry(search.country);
byId("another").href = landingAddress({ country: search.country });
byId("again").hidden = Boolean(search.jobId);
new ResultsPage(search).open();
