// Actions on cards, and on films of the tray: open the details, choose for tonight, give feedback.

import { byId } from "../dom/elements.js";
import { showSiteOnce } from "../server/site.js";
import { Decisions } from "./decisions.js";

const HASH = /^#film=(\d+)$/;
const openId = () => Number(HASH.exec(location.hash)?.[1]);

export class CardActions {
  #grid;
  #tonight;
  #decisions;
  #dialog = null;
  #opener = null;

  /** The code of the country of the offers; null for an export's until it has ended. */
  country;

  /** `parts`: {search, grid, view, feedback, tonight}. */
  constructor(parts) {
    this.country = parts.search.country;
    this.#grid = parts.grid;
    this.#tonight = parts.tonight;
    this.#decisions = new Decisions(parts);
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
    if (control.matches("a")) this.#openFilm(event, id);
    else if (control.matches("[data-choose]")) this.#decisions.toggle(film);
    else this.#decisions.openMenu(control, (feedback) => this.#putAside(film, feedback));
  }

  #film = (id) => this.#grid.film(id) ?? this.#tonight.film(id);

  /** Give feedback on it; the focus goes to the film that takes its place. */
  #putAside(film, feedback) {
    const { next, previous } = this.#neighbours(film.tmdb_id);
    this.#decisions.give(film, feedback, () => this.#focusFilm(film.tmdb_id));
    this.#focusFilm((next ?? previous)?.tmdb_id, "[data-more]");
  }

  #focusFilm(id, control = ".open") {
    const card = this.#grid.card(id)?.node;
    const isVisible = card && !card.parentElement.hidden;
    (isVisible ? card.querySelector(control) : byId("list-title")).focus();
  }

  #showChosen() {
    for (const button of document.querySelectorAll(".card [data-choose]"))
      button.setAttribute("aria-pressed", this.#tonight.has(Number(button.closest(".card").dataset.id)));
    this.#dialog?.update();
  }

  #openFilm(event, id) {
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
    if (!film) return this.#closeDialog();
    const [{ FilmDialog }] = await Promise.all([import("../dialogs/film-dialog.js"), showSiteOnce()]);
    if (openId() !== id) return;
    if (this.#dialog?.id === id) return this.#dialog.refresh(film, this.country);
    this.#dialog?.dismiss();
    const dialog = new FilmDialog(film, this.#decisions, {
      country: this.country,
      neighbours: this.#neighboursMemory(),
      onStep: ({ tmdb_id: other }) => history.replaceState(history.state, "", `${location.search}#film=${other}`),
      onClose: (lastId) => this.#dialog === dialog && this.#dialogClosed(lastId),
    });
    this.#dialog = dialog;
    dialog.connect();
  }

  /** Close the dialog. Drop a skip link's address: it would take the focus when the next dialog closes. */
  #closeDialog() {
    history.scrollRestoration = "auto";
    this.#dialog?.dismiss();
    if (location.hash && !HASH.test(location.hash)) history.replaceState(history.state, "", location.search);
  }

  /** Return a function for neighbours; a film that is put aside keeps those that it had. */
  #neighboursMemory() {
    let ids = this.#grid.shownIds;
    return (id) => {
      const shownIds = this.#grid.shownIds;
      if (shownIds.includes(id)) ids = shownIds;
      return this.#neighbours(id, ids);
    };
  }

  /** Return {previous, next, position, count} of a film in the list, {} for another. */
  #neighbours(id, ids = this.#grid.shownIds) {
    const index = ids.indexOf(id);
    if (index < 0) return {};
    const canBeShown = (other) => this.#grid.film(other) && !this.#decisions.feedbackOf(other);
    return {
      previous: this.#grid.film(ids.slice(0, index).findLast(canBeShown)),
      next: this.#grid.film(ids.slice(index + 1).find(canBeShown)),
      position: index + 1,
      count: ids.length,
    };
  }

  #dialogClosed(lastId) {
    this.#dialog = null;
    if (HASH.test(location.hash)) {
      if (history.state?.film) history.back();
      else history.replaceState(null, "", location.pathname + location.search);
    }
    const trayLink = this.#opener?.matches("[data-film]") && document.querySelector(`#tray [data-film="${lastId}"]`);
    if (trayLink) trayLink.focus({ preventScroll: true });
    else this.#focusFilm(lastId);
  }
}
