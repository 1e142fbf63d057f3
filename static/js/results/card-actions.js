// What a person does on a card: open its details, give feedback, take it back.

import { announce } from "../dom/announcer.js";
import { toast } from "../dom/toast.js";
import { t } from "../i18n/messages.js";

const HASH = /^#film=(\d+)$/;

export class CardActions {
  #list;
  #grid;
  #view;
  #feedback;
  #dialog = null;

  constructor(list, grid, view, feedback) {
    this.#list = list;
    this.#grid = grid;
    this.#view = view;
    this.#feedback = feedback;
  }

  connect() {
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.followAddress());
  }

  #clicked(event) {
    const id = Number(event.target.closest(".card")?.dataset.id);
    const control = event.target.closest("[data-feedback], [data-undo], .open");
    if (!id || !control) return;
    if (control.matches(".open")) this.#open(event, id);
    else this.#setFeedback(id, control.dataset.feedback ?? null, true);
  }

  /** `hasFocus`: the control pressed is on the card, so the focus goes to what takes its place. */
  #setFeedback(id, feedback, hasFocus = false) {
    const { title } = this.#grid.film(id);
    const isKept = this.#view.setFeedback(id, feedback);
    const after = feedback ? "[data-undo]" : "[data-feedback]";
    if (hasFocus) this.#grid.card(id)?.node.querySelector(after)?.focus({ preventScroll: true });
    if (!isKept) return toast(t("app.not_kept"));
    announce(
      feedback ? t("feedback.noted", { title, feedback: t(`feedback.${feedback}`) }) : t("feedback.undone", { title }),
    );
  }

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
    const { FilmDialog } = await import("../dialogs/film-dialog.js");
    if (Number(HASH.exec(location.hash)?.[1]) !== id) return;
    this.#dialog?.dismiss();
    this.#dialog = new FilmDialog(film, {
      feedback: this.#feedback.of(id),
      onFeedback: (feedback) => this.#setFeedback(id, feedback),
      onClose: () => this.#dialogClosed(id),
    });
    this.#dialog.connect();
  }

  #dialogClosed(id) {
    this.#dialog = null;
    if (HASH.test(location.hash)) {
      if (history.state?.film) history.back();
      else history.replaceState(null, "", location.pathname + location.search);
    }
    this.#grid.card(id)?.node.querySelector(".open")?.focus({ preventScroll: true });
  }
}
