// What a person does on a card: open its details, say what they think of it, take that back.

import { announce } from "../dom/announcer.js";
import { t } from "../i18n/messages.js";

const HASH = /^#film=(\d+)$/;

export class CardActions {
  #list;
  #grid;
  #view;
  #verdicts;
  #dialog = null;

  constructor(list, grid, view, verdicts) {
    this.#list = list;
    this.#grid = grid;
    this.#view = view;
    this.#verdicts = verdicts;
  }

  connect() {
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.followAddress());
  }

  #clicked(event) {
    const id = Number(event.target.closest(".card")?.dataset.id);
    const control = event.target.closest("[data-verdict], [data-undo], .open");
    if (!id || !control) return;
    if (control.matches(".open")) this.#open(event, id);
    else this.judge(id, control.dataset.verdict ?? null, true);
  }

  /** `hasFocus`: the control pressed is on the card, so the focus goes to what takes its place. */
  judge = (id, verdict, hasFocus = false) => {
    const { title } = this.#grid.film(id);
    this.#view.judge(id, verdict);
    const after = verdict ? "[data-undo]" : "[data-verdict]";
    if (hasFocus) this.#grid.card(id)?.node.querySelector(after)?.focus({ preventScroll: true });
    announce(
      verdict ? t("verdict.noted", { title, verdict: t(`verdict.${verdict}`) }) : t("verdict.undone", { title }),
    );
  };

  #open(event, id) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({ film: id }, "", `${location.search}#film=${id}`);
    this.followAddress();
  }

  /** The address says whether a film is open, so that Back closes it. */
  async followAddress() {
    const id = Number(HASH.exec(location.hash)?.[1]);
    const film = id && this.#grid.film(id);
    if (!film) return this.#dialog?.dismiss();
    const { FilmDialog } = await import("../dialogs/film.js");
    if (Number(HASH.exec(location.hash)?.[1]) !== id) return;
    this.#dialog?.dismiss();
    this.#dialog = new FilmDialog(film, {
      verdict: this.#verdicts.of(id),
      judge: (verdict) => this.judge(id, verdict),
      closed: () => this.#closed(id),
    });
    this.#dialog.connect();
  }

  #closed(id) {
    this.#dialog = null;
    if (HASH.test(location.hash)) {
      if (history.state?.film) history.back();
      else history.replaceState(null, "", location.pathname + location.search);
    }
    this.#grid.card(id)?.node.querySelector(".open")?.focus({ preventScroll: true });
  }
}
