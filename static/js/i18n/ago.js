// Ages and days in the reader's language.

import { language, t } from "./messages.js";

/** Return "12 November"; `at` in ms since the epoch, `month` as of `Intl.DateTimeFormat`. */
export const dayName = (at, month = "long") =>
  new Intl.DateTimeFormat(language(), { day: "numeric", month }).format(at);

/** Return "12 minutes ago"; `at`, `now` in ms since the epoch. */
export function ago(at, now = Date.now()) {
  const minutes = Math.round((now - at) / 60_000);
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  if (minutes < 1) return t("results.just_now");
  if (minutes < 60) return format.format(-minutes, "minute");
  if (minutes < 60 * 36) return format.format(-Math.round(minutes / 60), "hour");
  return format.format(-Math.round(minutes / 1440), "day");
}
