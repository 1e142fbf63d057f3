// The parts around the films: the switch of the theme, and facts about the site.

import { showSiteOnce } from "../server/site.js";
import { connectThemeSwitch } from "../theme/switch.js";

export function showMasthead() {
  connectThemeSwitch();
  showSiteOnce(); // only links and the demo note may be lost; the job tells of a dead connection
}
