// The id of a job, chosen by us, so that a request sent twice starts one job.

/** Return a new id; plain http has no randomUUID. */
export function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/\W/g, "-");
}
