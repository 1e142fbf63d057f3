// Building nodes. Text enters as text nodes only, so a film called "<img src=x>" is just a title.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

export function el(tag, attributes, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

/** A picture of the page's own set, by its name. */
export const icon = (name) =>
  svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));

const styles = new Map(); // name -> promise of the sheet

/** A style sheet that only some need, fetched once, before what it is for is shown; without it things look plain. */
export function loadStyle(name, media) {
  if (!styles.has(name)) styles.set(name, fetchStyle(name, media));
  return styles.get(name);
}

function fetchStyle(name, media) {
  const link = el("link", { rel: "stylesheet", href: new URL(`../../css/${name}.css`, import.meta.url).href, media });
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => resolve(styles.delete(name)));
    document.head.append(link);
  });
}

/** A word for the ears only. */
export const spoken = (text) => el("span", { class: "spoken" }, text);

export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
