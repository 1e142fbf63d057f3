// All offers of a film as links, grouped by cost.

import { el } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

/** Build the panel; `groups`: of `grouped` in offers.js. */
export const offerPanel = (title, groups) =>
  el("div", { class: "watch-panel" }, el("h4", {}, title), ...groups.map((each) => groupList(each)));

export function groupList([group, providers], heading = "h5") {
  const rows = [...providers].map(([name, { url, notes }]) => {
    const words = Array.from(notes, (note) => t(`card.${note}`)).join(", ");
    const note = words && el("small", {}, words);
    const link = url ? el("a", { href: url, target: "_blank", rel: "noopener" }) : el("p");
    link.append(...[el("span", {}, name), note].filter(Boolean));
    return el("li", {}, link);
  });
  return el("section", {}, el(heading, {}, t(`card.${group}`)), el("ul", {}, ...rows));
}
