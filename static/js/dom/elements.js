// Builders of nodes. Text enters as text nodes only, so a film called "<img src=x>" is just a title.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** Build an element. In `attributes`, true is one without a value; false, null, undefined: none. */
export function el(tag, attributes, ...children) {
  return complete(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return complete(document.createElementNS(SVG, tag), attributes, children);
}

/** Build an icon of the page's set by name. */
export const icon = (name) =>
  svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));

/** Build text for screen readers. */
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
