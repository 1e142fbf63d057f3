// The country whose services are searched.

import { write } from "../storage/local.js";

export const KEY = "country";
const CODE = /^([A-Z]{2}|\d{3})$/;

export const rememberCountry = (code) => write(KEY, code);

/** Return `given` as an ISO 3166-1 code: "uk" is GB. Other text is kept, for the server to check. */
export function countryCode(given) {
  const code = given.trim().toUpperCase();
  if (code === "EL") return "GR"; // the European Union's code
  return CODE.test(code) ? new Intl.Locale(`und-${code}`).region : given.trim();
}
