// Why the server did not do what it was asked to, or could not be asked.

const TOO_MANY = 429;
const PASSING = [408, TOO_MANY];
/** Failures of others than the server, which has tried again itself. */
const OF_OTHERS = /^(profile|watchlist|letterboxd|tmdb|justwatch)-/;

/**
 * `slug` names the failure ("offline" when there was no answer); `retryAfterS` is the wait asked for, if any;
 * `username` is the member it is about, `fields` the parts of the request that are wrong, where it is about them.
 * `isPassing`: the same request may well work in a moment.
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
   * From an RFC 9457 object: the end of a failed job, or an HTTP answer with its `status` and `Retry-After`. An
   * answer that is none, as of a proxy, has no `body`. What a job ended with stays, and bears the job's id.
   */
  static of(body, status = 0, retryAfter = null) {
    const unnamed = status === TOO_MANY ? "too-many-requests" : body ? "unnamed" : "internal";
    const slug = /[^:]*$/.exec(body?.type ?? "")[0] || unnamed;
    return new Problem(slug, {
      ...body,
      retryAfterS: seconds(retryAfter) ?? seconds(body?.retry_after_s),
      isPassing: (PASSING.includes(status) || status >= 500) && !body?.request_id && !OF_OTHERS.test(slug),
    });
  }
}

/** `Retry-After` is a number of seconds, or a date. Null when it is neither, or over. */
function seconds(value) {
  const wait = value === null || /^\d*$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return wait > 0 ? wait : null;
}
