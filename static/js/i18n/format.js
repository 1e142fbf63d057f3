// Numbers and lengths of time in the reader's language.

import { language, t } from "./messages.js";

const formats = new Map(); // to make one takes longer than to use it a hundred times

export function formatNumber(value, options = {}) {
  const key = `${language()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), options));
  return formats.get(key).format(value);
}

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
