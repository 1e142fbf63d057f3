// What stands around the films: the theme's switch, and what is to be known of the site.

import { knowSite } from "../server/site.js";
import { connectThemeSwitch } from "../theme/switch.js";

export function showMasthead() {
  connectThemeSwitch();
  knowSite(); // the demo note is all that may be lost; the job tells of a dead connection
}
