// The message when the filters leave no film: the filter to blame, and two ways to go on.

import { byId, el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { canSearchDeeper, deepSearchAddress } from "./deep-search.js";
import { labelOf } from "./labels.js";
import { mostRestrictive } from "./most-restrictive.js";
import { choices, clearedAll } from "./state.js";

/** Show or hide the message: `shown` of the `films` pass. Its button changes the filters of `view`. */
export function showNoMatches(container, { films, shown, view, search }) {
  const isEmpty = shown === 0 && films.length > 0;
  const content = isEmpty ? [blame(films, view), deepSearchLink(view.state, search)].flat().filter(Boolean) : [];
  container.hidden = !isEmpty;
  const isSame = container.textContent === content.map((node) => node.textContent).join("");
  if (!isSame || !isEmpty) container.replaceChildren(...content); // else the focus is lost
}

function blame(films, view) {
  const culprit = mostRestrictive(films, view.state);
  const name = culprit && labelOf(culprit.choice);
  const words = culprit ? t("filter.clear_count", { name, count: culprit.count }) : t("filter.clear_all");
  const button = el("button", { type: "button", class: "button button-primary" }, words);
  button.addEventListener("click", () => {
    view.filter(culprit?.state ?? clearedAll(view.state));
    byId("list-title").focus();
  });
  const text = culprit ? t("filter.blame", { name }) : t("filter.no_matches");
  return [el("p", { class: "no-matches-text" }, text), button];
}

function deepSearchLink(state, search) {
  if (!canSearchDeeper(search, state)) return null;
  const names = choices(state).map(labelOf).join(", ");
  return el("a", { class: "button", href: deepSearchAddress(state) }, t("filter.search_again_for", { names }));
}
