// The page at an address where there is nothing.

import { loadLanguage, offerLanguages } from "../i18n/page.js";
import { connectThemeSwitch } from "../theme/switch.js";

await loadLanguage();
offerLanguages();
connectThemeSwitch();
