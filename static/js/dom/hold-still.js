// Changes of the page that do not move the text being read.

/** Run `change()` above `node`, which keeps its place in the window. */
export function holdStill(node, change) {
  const { style } = document.documentElement;
  const top = () => node.getBoundingClientRect().top;
  const topBefore = top();
  style.overflowAnchor = "none"; // some browsers hold it still themselves, but not at the top of a page
  change();
  scrollBy({ top: top() - topBefore, behavior: "instant" });
  style.overflowAnchor = "";
}
