// Actions on cards, and on films of the tray: open the details, choose for tonight, give feedback.

import { byId } from "../dom/elements.js";
import { knowSite } from "../server/site.js";
import { Choices } from "./choices.js";

const HASH = /^#film=(\d+)$/;
const openId = () => Number(HASH.exec(location.hash)?.[1]);

export class CardActions {
  #grid;
  #tonight;
  #choices;
  #dialog = null;
  #opener = null;

  /** The code of the country of the offers. */
  country = null;

  /** `parts`: {grid, view, feedback, tonight}. */
  constructor(parts) {
    this.#grid = parts.grid;
    this.#tonight = parts.tonight;
    this.#choices = new Choices(parts);
  }

  connect() {
    document.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.followAddress());
    this.#tonight.addEventListener("change", () => this.#showChosen());
  }

  #clicked(event) {
    const control = event.target.closest(".card :is([data-choose], [data-more], .open), [data-film]");
    if (!control) return;
    const id = Number(control.dataset.film ?? control.closest(".card").dataset.id);
    const film = this.#film(id);
    if (control.matches("a")) this.#open(event, id);
    else if (control.matches("[data-choose]")) this.#choices.toggle(film);
    else this.#choices.ask(control, (feedback) => this.#putAside(film, feedback));
  }

  #film = (id) => this.#grid.film(id) ?? this.#tonight.film(id);

  /** Give feedback on it; the focus goes to the film that takes its place. */
  #putAside(film, feedback) {
    const { next, previous } = this.#neighbours(film.tmdb_id);
    this.#choices.give(film, feedback, () => this.#focusOn(film.tmdb_id));
    this.#focusOn((next ?? previous)?.tmdb_id, "[data-more]");
  }

  #focusOn(id, control = ".open") {
    const card = this.#grid.card(id)?.node;
    const isThere = card && !card.parentElement.hidden;
    (isThere ? card.querySelector(control) : byId("list-title")).focus();
  }

  #showChosen() {
    for (const button of document.querySelectorAll(".card [data-choose]"))
      button.setAttribute("aria-pressed", this.#tonight.has(Number(button.closest(".card").dataset.id)));
    this.#dialog?.update();
  }

  #open(event, id) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#opener = event.target;
    history.scrollRestoration = "manual"; // the page stays where it is when the dialog closes
    history.pushState({ film: id }, "", `${location.search}#film=${id}`);
    this.followAddress();
  }

  /** Open or close the film as the address says: so Back closes it. */
  async followAddress() {
    const id = openId();
    const film = id && this.#film(id);
    if (!film) return this.#closed();
    const [{ FilmDialog }] = await Promise.all([import("../dialogs/film-dialog.js"), knowSite()]);
    if (openId() !== id || this.#dialog?.id === id) return;
    this.#dialog?.dismiss();
    const dialog = new FilmDialog(film, this.#choices, {
      country: this.country,
      neighbours: this.#neighboursOnce(),
      onStep: ({ tmdb_id: other }) => history.replaceState(history.state, "", `${location.search}#film=${other}`),
      onClose: (last) => this.#dialog === dialog && this.#dialogClosed(last),
    });
    this.#dialog = dialog;
    dialog.connect();
  }

  /** Close the dialog. Drop a skip link's address: it would take the focus when the next dialog closes. */
  #closed() {
    history.scrollRestoration = "auto";
    this.#dialog?.dismiss();
    if (location.hash && !HASH.test(location.hash)) history.replaceState(history.state, "", location.search);
  }

  /** Return a function for neighbours; a film that is put aside keeps those that it had. */
  #neighboursOnce() {
    let ids = this.#grid.shownIds;
    return (id) => {
      const now = this.#grid.shownIds;
      if (now.includes(id)) ids = now;
      return this.#neighbours(id, ids);
    };
  }

  /** Return {previous, next, place, count} of a film in the list, {} for another. */
  #neighbours(id, ids = this.#grid.shownIds) {
    const at = ids.indexOf(id);
    if (at < 0) return {};
    const isThere = (each) => this.#grid.film(each) && !this.#choices.feedbackOf(each);
    return {
      previous: this.#grid.film(ids.slice(0, at).findLast(isThere)),
      next: this.#grid.film(ids.slice(at + 1).find(isThere)),
      place: at + 1,
      count: ids.length,
    };
  }

  #dialogClosed(last) {
    this.#dialog = null;
    if (HASH.test(location.hash)) {
      if (history.state?.film) history.back();
      else history.replaceState(null, "", location.pathname + location.search);
    }
    const inTray = this.#opener?.matches("[data-film]") && document.querySelector(`#tray [data-film="${last}"]`);
    if (inTray) inTray.focus({ preventScroll: true });
    else this.#focusOn(last);
  }
}
