// The country whose services are asked.

import { write } from "../storage/local.js";

export const KEY = "country";
const CODE = /^([A-Z]{2}|\d{3})$/;

export const rememberCountry = (code) => write(KEY, code);

/** `given` as ISO 3166-1 writes it: "uk" is GB. What is no code stays as it is, for the server to judge. */
export function countryCode(given) {
  const code = given.trim().toUpperCase();
  if (code === "EL") return "GR"; // as the European Union writes it
  return CODE.test(code) ? new Intl.Locale(`und-${code}`).region : given.trim();
}
