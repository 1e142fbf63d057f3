// The log of a search.

import { el } from "../dom/elements.js";
import { showServerWords } from "../i18n/server-words.js";

const LINES_KEPT = 500;
const AT_END_PX = 40;

/** Add a line; a log scrolled to its end stays there. Only an open log is measured: that costs a layout. */
export function addLine(log, { line, level }) {
  const isOpen = log.closest("details").open;
  const isAtEnd = isOpen && log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
  const node = el("p", { class: `log-${level}` });
  showServerWords(node, line);
  log.append(node);
  if (log.childElementCount > LINES_KEPT) log.firstChild.remove();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}
