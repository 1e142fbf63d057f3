// What a member watches most, best first, drawn with the number of films.

import { el, loadStyle, spoken, svg } from "../dom/elements.js";
import { traitName } from "../filters/labels.js";
import { formatNumber, t } from "../i18n/messages.js";

const BAR = { width: 100, height: 6 };
const COLUMN = { width: 10, height: 40 };

export async function showTaste(container, { preferences, viewing }) {
  await loadStyle("panels");
  const charts = { genres: bars, directors: bars, decades: (counts) => columns(counts, preferences.decades) };
  const nodes = Object.entries(charts)
    .filter(([kind]) => viewing?.[kind]?.length)
    .map(([kind, chart]) =>
      el("div", { class: `taste-${kind}` }, el("h2", {}, t(`taste.${kind}`)), chart(viewing[kind])),
    );
  container.replaceChildren(...nodes, ...(nodes.length ? [el("p", { class: "hint" }, t("taste.note"))] : []));
}

function bars(counts) {
  const most = Math.max(...counts.map(({ films }) => films));
  return el(
    "ol",
    { class: "bars", role: "list" },
    ...counts.map(({ name, films }) => {
      const label = traitName(name);
      const bar = svg(
        "svg",
        { viewBox: `0 0 ${BAR.width} ${BAR.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { ...BAR, class: "bar-ground" }),
        svg("rect", { width: (BAR.width * films) / most, height: BAR.height, class: "bar-fill" }),
      );
      return el("li", {}, el("span", { class: "bar-label", title: label }, label), bar, number(films));
    }),
  );
}

/** Every decade; those watched most stand out. */
function columns(counts, favourites) {
  const most = Math.max(...counts.map(({ films }) => films));
  return el(
    "ol",
    { class: "columns", role: "list" },
    ...counts.map(({ name: decade, films: count }) => {
      const height = Math.max(1, (COLUMN.height * count) / most);
      const isFavourite = favourites.includes(decade);
      const column = svg(
        "svg",
        { viewBox: `0 0 ${COLUMN.width} ${COLUMN.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", {
          y: COLUMN.height - height,
          width: COLUMN.width,
          height,
          class: isFavourite ? "bar-fill" : "bar-other",
        }),
      );
      const label = el("span", { class: "column-label", "aria-hidden": "true" }, shortDecade(decade));
      const heard = spoken(
        `${traitName(decade)}: ${t("filter.films", { count })}${isFavourite ? `, ${t("taste.favourite")}` : ""}`,
      );
      return el(
        "li",
        { class: isFavourite ? "is-favourite" : "" },
        el("span", { class: "bar-number", "aria-hidden": "true" }, formatNumber(count)),
        column,
        label,
        heard,
      );
    }),
  );
}

/** "’80"; in full where it could be taken for one of this century. */
const shortDecade = (decade) => (decade < "1930" ? decade.slice(0, 4) : `’${decade.slice(2, 4)}`);

const number = (count) =>
  el(
    "span",
    { class: "bar-number" },
    el("span", { "aria-hidden": "true" }, formatNumber(count)),
    spoken(t("filter.films", { count })),
  );
