// A film's poster in the sizes of the image server, or a drawn one.

import { el } from "../dom/elements.js";
import { ROOT } from "../server/root.js";
import { posterSizes } from "./poster-sizes.js";

/** About as wide as a card (cards.css). */
const SIZES = "(min-width: 720px) 216px, 46vw";

/** Build a poster, as decoration: the title is beside it. */
export function poster({ tmdb_id: id, title, poster: address }, sizes = SIZES) {
  const frame = el("div", { class: "poster" });
  const draw = () => drawInto(frame, id, title);
  if (address) frame.append(photo(imageAddress(address), sizes, draw));
  else draw();
  return frame;
}

/** Return a full address. The demo's posters are on this server, wherever it is mounted. */
export const imageAddress = (address) => new URL(address.replace(/^\/(?!\/)/, ""), ROOT).href;

function photo(address, sizes, onFailure) {
  const srcset = posterSizes(address);
  const image = el("img", {
    alt: "",
    width: 342,
    height: 513,
    loading: "lazy",
    decoding: "async",
    sizes: srcset && sizes,
    srcset,
  });
  image.addEventListener("error", onFailure, { once: true });
  image.src = address;
  return image;
}

/** Show the title at once; the picture follows, if it can be fetched. */
async function drawInto(frame, id, title) {
  frame.replaceChildren(el("span", { class: "art-title", "aria-hidden": "true" }, title));
  const art = await import("./drawn-poster.js").catch(() => null);
  if (art) frame.prepend(art.drawnPoster(id));
}
