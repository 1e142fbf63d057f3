// Failures of requests, whether the server answered or not.

const TOO_MANY = 429;
const PASSING = [408, TOO_MANY];
/** Failures of upstreams: the server has already retried its calls. */
const UPSTREAM = /^(profile|watchlist|letterboxd|tmdb|justwatch)-/;

/**
 * `slug` names the failure ("offline": no answer); `retryAfterS` is the wait that the server asks for, or null;
 * `username` is the member concerned, or ""; `fields` are the request's wrong fields.
 * `isPassing`: the same request may work in a moment.
 */
export class Problem extends Error {
  constructor(
    slug,
    { detail = "", hint = "", retryAfterS = null, username = "", fields = {}, isPassing = false } = {},
  ) {
    super(detail || slug);
    Object.assign(this, { slug, detail, hint, retryAfterS, username, fields, isPassing });
  }

  /**
   * Build a Problem from an RFC 9457 object, of a failed job or of an HTTP answer with `status` and `Retry-After`. A
   * proxy's answer has no `body`. A problem with a `request_id` ended a job, and is not passing.
   */
  static of(body, status = 0, retryAfter = null) {
    const fallback = status === TOO_MANY ? "too-many-requests" : body ? "unnamed" : "internal";
    const slug = /[^:]*$/.exec(body?.type ?? "")[0] || fallback;
    return new Problem(slug, {
      ...body,
      retryAfterS: seconds(retryAfter) ?? seconds(body?.retry_after_s),
      isPassing: (PASSING.includes(status) || status >= 500) && !body?.request_id && !UPSTREAM.test(slug),
    });
  }
}

/** Return the seconds in `Retry-After`, a number or a date; null if neither, or past. */
function seconds(value) {
  const wait = value === null || /^\d*$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return wait > 0 ? wait : null;
}
