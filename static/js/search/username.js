const USERNAME = /^[A-Za-z0-9_-]{1,50}$/;
/** What the server calls an export that does not say whose it is. */
const NAMELESS = "export";

export const isUsername = (text) => USERNAME.test(text);

/** How a page calls a member, "" for an export without a name. */
export const shownName = (username, { jobId }) => (jobId && username === NAMELESS ? "" : (username ?? ""));
