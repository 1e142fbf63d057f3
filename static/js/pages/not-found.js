// The page for unknown addresses.

import { loadLanguage, offerLanguages } from "../i18n/page.js";
import { connectThemeSwitch } from "../theme/switch.js";

await loadLanguage();
offerLanguages();
connectThemeSwitch();
