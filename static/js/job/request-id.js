// The id of a job, ours to choose, so that a request sent twice starts one job.

/** Works on plain http too, where randomUUID is not. */
export function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/\W/g, "-");
}
