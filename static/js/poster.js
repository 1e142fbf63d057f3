// A film's poster in the sizes that the image server keeps, or a drawn one.

import { el } from "./dom.js";

const SIZE_IN_URL = /\/w342\//;
const WIDTHS = [185, 342, 500];
/** As wide as the cards of results.css. */
const SIZES = "(min-width: 720px) 216px, 46vw";

/** Decorative: the title stands beside it in words. */
export function poster({ tmdb_id: id, title, poster: address }, sizes = SIZES) {
  const frame = el("div", { class: "poster" });
  const draw = () => drawInto(frame, id, title);
  if (address) frame.append(photo(address, sizes, draw));
  else draw();
  return frame;
}

function photo(address, sizes, onFailure) {
  const hasSizes = SIZE_IN_URL.test(address);
  const sized = (width) => address.replace(SIZE_IN_URL, `/w${width}/`);
  const image = el("img", {
    alt: "",
    width: 342,
    height: 513,
    loading: "lazy",
    decoding: "async",
    sizes: hasSizes && sizes,
    srcset: hasSizes && WIDTHS.map((width) => `${sized(width)} ${width}w`).join(", "),
  });
  image.addEventListener("error", onFailure, { once: true });
  image.src = address;
  return image;
}

/** The title stands at once; the picture follows. */
async function drawInto(frame, id, title) {
  frame.replaceChildren(el("span", { class: "art-title", "aria-hidden": "true" }, title));
  const { drawnPoster } = await import("./art.js");
  frame.prepend(drawnPoster(id));
}
