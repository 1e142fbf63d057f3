// The page about this site: privacy and credits, and a way to forget.

import { byId } from "../dom/elements.js";
import { t } from "../i18n/messages.js";
import { loadLanguage, offerLanguages } from "../i18n/page.js";
import { getMeta } from "../server/client.js";
import { showSite } from "../server/site.js";
import { forgetAll } from "../storage/stored-keys.js";
import { connectThemeSwitch } from "../theme/switch.js";

await loadLanguage();
offerLanguages();
connectThemeSwitch();
byId("forget").addEventListener("click", () => {
  forgetAll();
  dispatchEvent(new Event("storage")); // the page drops it, too
  byId("forgotten").textContent = t("about.forgotten");
});
getMeta().then(showSite, () => {}); // only the links and the demo note are lost
