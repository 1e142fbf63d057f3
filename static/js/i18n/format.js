// Numbers and lengths of time in the reader's language.

import { language, t } from "./messages.js";

export const formatNumber = (value, options) => new Intl.NumberFormat(language(), options).format(value);

/** "1 min 5 s" */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("progress.seconds", { seconds: whole });
  return t("progress.minutes", { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** A film's length in minutes, in words. */
export function runtime(minutes) {
  if (minutes < 60) return t("card.minutes", { minutes });
  return t("card.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Half stars as stars: 3.5 is "★★★½". */
export const stars = (count) => "★".repeat(Math.floor(count)) + (count % 1 ? "½" : "");
