// Why the server did not do what it was asked to, or could not be asked.

/**
 * `slug` names the failure ("offline" when there was no answer); `retryAfterS` is the wait asked for, if any;
 * `username` is the member it is about, where it is about one.
 */
export class Problem extends Error {
  constructor(slug, { detail = "", hint = "", retryAfterS = null, username = "" } = {}) {
    super(detail || slug);
    Object.assign(this, { slug, detail, hint, retryAfterS, username });
  }

  /** From an RFC 9457 object: an HTTP answer, or the end of a failed job. */
  static of(body, retryAfter = null) {
    const slug = /[^:]*$/.exec(body?.type ?? "")[0] || "unnamed";
    const retryAfterS = Number(retryAfter ?? body?.retry_after_s) || null;
    return new Problem(slug, { detail: body?.detail, hint: body?.hint, username: body?.username, retryAfterS });
  }
}
