// Charts of a member's taste, with numbers of films.

import { el, svg, visuallyHidden } from "../dom/elements.js";
import { loadStyle } from "../dom/styles.js";
import { formatNumber } from "../i18n/format.js";
import { t } from "../i18n/messages.js";
import { traitName } from "../i18n/traits.js";

const BAR = { width: 100, height: 6 };
const COLUMN = { width: 10, height: 40 };

export async function showTaste(container, { preferences, viewing, members }) {
  await loadStyle("outcome");
  const charts = {
    genres: (counts) => bars(counts, "genre"),
    directors: (counts) => bars(counts, "director"),
    decades: (counts) => columns(counts, preferences.decades, t(`taste.favourite${members ? "_blend" : ""}`)),
  };
  const nodes = Object.entries(charts)
    .filter(([name]) => viewing?.[name]?.length)
    .map(([name, chart]) =>
      el("div", { class: `taste-${name}` }, el("h2", {}, t(`taste.${name}`)), chart(viewing[name])),
    );
  container.replaceChildren(
    ...nodes,
    ...(nodes.length ? [el("p", { class: "hint" }, note(viewing, Boolean(members)))] : []),
  );
}

/** Explain the charts. A blend sorts by members' shares, but shows sums: the longest bar may not be first. */
function note({ directors, films, films_of_directors: count }, isBlend) {
  const isPart = directors?.length && count < films;
  return [t(isBlend ? "taste.note_blend" : "taste.note"), isPart && t("taste.directors_known", { count })]
    .filter(Boolean)
    .join(" ");
}

function bars(counts, kind) {
  const most = Math.max(...counts.map(({ films }) => films));
  return el(
    "ol",
    { class: "bars", role: "list" },
    ...counts.map(({ name, films }) => {
      const label = traitName({ kind, name });
      const bar = svg(
        "svg",
        { viewBox: `0 0 ${BAR.width} ${BAR.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { ...BAR, class: "bar-ground" }),
        svg("rect", { width: (BAR.width * films) / most, height: BAR.height, class: "bar-fill" }),
      );
      return el("li", {}, el("span", { class: "bar-label", title: label }, label), bar, filmCount(films));
    }),
  );
}

/** Draw all decades; `favourites` stand out, and are called `favouriteText`. */
function columns(counts, favourites, favouriteText) {
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
      const facts = [t("filter.films", { count }), isFavourite && favouriteText].filter(Boolean).join(", ");
      const spoken = visuallyHidden(`${traitName({ kind: "decade", name: decade })}: ${facts}`);
      return el(
        "li",
        { class: isFavourite ? "is-favourite" : "" },
        el("span", { class: "bar-number", "aria-hidden": "true" }, formatNumber(count)),
        column,
        label,
        spoken,
      );
    }),
  );
}

/** Return "’80"; in full if it could mean this century. */
const shortDecade = (decade) => (decade < "1930" ? decade.slice(0, 4) : `’${decade.slice(2, 4)}`);

const filmCount = (count) =>
  el(
    "span",
    { class: "bar-number" },
    el("span", { "aria-hidden": "true" }, formatNumber(count)),
    visuallyHidden(t("filter.films", { count })),
  );
