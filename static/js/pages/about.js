// The page about this site: privacy and credits, and a way to forget.

import { getMeta } from "../api/client.js";
import { byId } from "../dom/elements.js";
import { loadLanguage, t } from "../i18n/messages.js";
import { forgetAll } from "../storage/local.js";
import { showSite } from "./site.js";

await loadLanguage();
byId("forget").addEventListener("click", () => {
  forgetAll();
  byId("forgotten").textContent = t("about.forgotten");
});
getMeta().then(showSite, () => {}); // only the links and the demo note are lost
