// The address of the results of a member or a blend.

import { BLEND } from "../search/address.js";
import { ROOT } from "../server/root.js";

export function resultsAddress(members, country) {
  const address = new URL(members.length > 1 ? "" : members[0], ROOT);
  if (members.length > 1) address.search = `?job=${BLEND}&members=${members.join(",")}`;
  if (country) address.searchParams.set("country", country);
  return address;
}
