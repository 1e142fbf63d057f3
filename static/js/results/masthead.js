// What stands around the films: the theme's switch, and what is to be known of the site.

import { getMeta } from "../server/client.js";
import { showSite } from "../server/site.js";
import { connectThemeSwitch } from "../theme/switch.js";

export function showMasthead() {
  connectThemeSwitch();
  getMeta().then(showSite, () => {}); // the demo note is all that is lost; the job tells of a dead connection
}
