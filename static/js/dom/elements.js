// Building nodes. Text enters as text nodes only, so a film called "<img src=x>" is just a title.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** `attributes`: true stands for an attribute without a value, false, null and undefined for none. */
export function el(tag, attributes, ...children) {
  return complete(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return complete(document.createElementNS(SVG, tag), attributes, children);
}

/** A picture of the page's own set, by its name. */
export const icon = (name) =>
  svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));

/** Words for screen readers only. */
export const visuallyHidden = (text) => el("span", { class: "visually-hidden" }, text);

const isNone = (value) => [null, undefined, false].includes(value);

function complete(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (isNone(value)) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => !isNone(child)));
  return node;
}
