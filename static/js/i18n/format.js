// Numbers and lengths of time in the reader's language.

import { language, t } from "./messages.js";

const formats = new Map(); // making one takes longer than a hundred uses

export function formatNumber(value, options = {}) {
  const key = `${language()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), options));
  return formats.get(key).format(value);
}

/** Return "1 min 5 s". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("progress.seconds", { seconds: whole });
  return t("progress.minutes", { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** Return a film's minutes in words. */
export function runtime(minutes) {
  if (minutes < 60) return t("card.minutes", { minutes });
  return t("card.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Return "★★★½" for 3.5. */
export const stars = (count) => "★".repeat(Math.floor(count)) + (count % 1 ? "½" : "");
