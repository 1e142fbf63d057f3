const USERNAME = /^[A-Za-z0-9_-]{1,50}$/;
/** The server's name for the member of a nameless export. */
const NAMELESS = "export";

export const isUsername = (text) => USERNAME.test(text);

/** Return the name to show; "" for a nameless export. */
export const shownName = (username, { jobId }) => (jobId && username === NAMELESS ? "" : (username ?? ""));
