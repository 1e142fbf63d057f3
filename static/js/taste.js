// What a member watches most, best first, drawn with the number of films below that share it.

import { el, spoken, svg } from "./dom.js";
import { formatNumber, genreName, t } from "./i18n.js";
import { traitName } from "./labels.js";

const BAR = { width: 100, height: 6 };
const COLUMN = { width: 10, height: 40 };

export function showTaste(container, { preferences, recommendations: films }) {
  const having = (kind, value) => films.filter((film) => valuesOf[kind](film).includes(value)).length;
  const bars = (kind, name) => (preferences?.[kind] ?? []).map((value) => ({ label: name(value), count: having(kind, value) }));
  const groups = [
    ["genres", barList(bars("genres", genreName))],
    ["directors", barList(bars("directors", String))],
    ["decades", columns(films, preferences?.decades ?? [])],
  ];
  const nodes = groups.filter(([kind]) => preferences?.[kind]?.length).map(([kind, chart]) => el("div", { class: `taste-${kind}` }, el("h2", {}, t(`taste.${kind}`)), chart));
  container.replaceChildren(...nodes, el("p", { class: "hint" }, t("taste.note")));
}

const decadeOf = ({ year }) => (year ? `${Math.floor(year / 10) * 10}s` : "");

const valuesOf = {
  genres: ({ genres }) => genres ?? [],
  directors: ({ director }) => (director ?? "").split(", "),
  decades: (film) => [decadeOf(film)],
};

function barList(rows) {
  const most = Math.max(...rows.map(({ count }) => count));
  if (most === 0) return el("ol", { class: "ranks" }, ...rows.map(({ label }) => el("li", {}, label)));
  return el(
    "ol",
    { class: "bars", role: "list" },
    ...rows.map(({ label, count }) => {
      const bar = svg(
        "svg",
        { viewBox: `0 0 ${BAR.width} ${BAR.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { ...BAR, class: "bar-ground" }),
        svg("rect", { width: (BAR.width * count) / most, height: BAR.height, class: "bar-fill" }),
      );
      return el("li", {}, el("span", { class: "bar-label", title: label }, label), bar, number(count));
    }),
  );
}

/** Every decade of the films; those watched most stand out. */
function columns(films, favourites) {
  const counts = new Map(favourites.map((decade) => [decade, 0]));
  for (const film of films) if (film.year) counts.set(decadeOf(film), (counts.get(decadeOf(film)) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const decades = [...counts.keys()].sort();
  return el(
    "ol",
    { class: "columns", role: "list" },
    ...decades.map((decade) => {
      const count = counts.get(decade);
      const height = Math.max(1, (COLUMN.height * count) / most);
      const isFavourite = favourites.includes(decade);
      const column = svg(
        "svg",
        { viewBox: `0 0 ${COLUMN.width} ${COLUMN.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { y: COLUMN.height - height, width: COLUMN.width, height, class: isFavourite ? "bar-fill" : "bar-other" }),
      );
      const label = el("span", { class: "column-label", "aria-hidden": "true" }, shortDecade(decade));
      const heard = spoken(`${traitName(decade)}: ${t("filter.films", { count })}${isFavourite ? `, ${t("taste.favourite")}` : ""}`);
      return el("li", { class: isFavourite ? "is-favourite" : "" }, el("span", { class: "bar-number", "aria-hidden": "true" }, formatNumber(count)), column, label, heard);
    }),
  );
}

/** "’80"; in full where it could be taken for one of this century. */
const shortDecade = (decade) => (decade < "1930" ? decade.slice(0, 4) : `’${decade.slice(2, 4)}`);

const number = (count) => el("span", { class: "bar-number" }, el("span", { "aria-hidden": "true" }, formatNumber(count)), spoken(t("filter.films", { count })));
