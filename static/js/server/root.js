/** The app's root, wherever it is mounted: this file lies in <root>/static/js/server/. */
export const ROOT = new URL("../../../", import.meta.url);
