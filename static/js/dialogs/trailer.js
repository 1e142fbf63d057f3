// A film's trailer: a button that a press replaces by a frame of a privacy-friendly host. Nothing is fetched from
// there before. `web/security_headers.py` allows only these hosts.

import { el, icon } from "../dom/elements.js";
import { t } from "../i18n/messages.js";

const KEY = /^[\w-]{1,64}$/;
/** Site, as TMDB calls it -> the addresses of the frame and of a page with the trailer. */
const SITES = {
  YouTube: {
    frame: (key) => `https://www.youtube-nocookie.com/embed/${key}?autoplay=1`,
    page: (key) => `https://www.youtube.com/watch?v=${key}`,
  },
  Vimeo: {
    frame: (key) => `https://player.vimeo.com/video/${key}?dnt=1&autoplay=1`,
    page: (key) => `https://vimeo.com/${key}`,
  },
};

/** Build it; null without a trailer. */
export function trailer({ title, trailer: video }) {
  const site = SITES[video?.site];
  if (!site || !KEY.test(video.key)) return null;
  const words = t("details.trailer_of", { title });
  const button = el(
    "button",
    { type: "button", class: "button", "aria-label": words },
    icon("play"),
    t("details.trailer"),
  );
  const note = el("p", { class: "hint" }, t("details.trailer_note", { site: video.site }));
  const container = el("div", { class: "trailer" }, button, note);
  button.addEventListener("click", () => {
    const player = frame(site.frame(video.key), words);
    container.replaceChildren(player, pageLink(site.page(video.key), video.site));
    player.focus();
  });
  return container;
}

/** Build the frame. It learns our origin, without which it plays nothing, but not the member's name. */
const frame = (src, title) =>
  el("iframe", {
    src,
    title,
    allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
    allowfullscreen: true,
    referrerpolicy: "strict-origin",
  });

/** Link to the site: some trailers play in no frame. */
const pageLink = (href, site) =>
  el("p", { class: "hint" }, el("a", { href, target: "_blank", rel: "noopener" }, t("details.trailer_page", { site })));
