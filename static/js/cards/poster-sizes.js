// The poster sizes of the image server and the demo. Pure.

const WIDTHS = [185, 342, 500];
const SIZE = /\/w\d+(?=\/[^/]+$)/;

/** Return a poster's `srcset`; null if its address names no size. */
export const posterSizes = (address) =>
  SIZE.test(address) ? WIDTHS.map((width) => `${address.replace(SIZE, `/w${width}`)} ${width}w`).join(", ") : null;
