// The sizes in which the image server, and the demo, keep a poster. Pure.

const WIDTHS = [185, 342, 500];
const SIZE = /\/w\d+(?=\/[^/]+$)/;

/** `srcset` of a poster whose address names a size; null for one that does not. */
export const posterSizes = (address) =>
  SIZE.test(address) ? WIDTHS.map((width) => `${address.replace(SIZE, `/w${width}`)} ${width}w`).join(", ") : null;
