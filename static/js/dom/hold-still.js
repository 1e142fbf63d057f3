// A change of the page that moves nothing of what somebody reads.

/** Make `change()` above `node`, which stays where it is in the window. */
export function holdStill(node, change) {
  const { style } = document.documentElement;
  const top = () => node.getBoundingClientRect().top;
  const before = top();
  style.overflowAnchor = "none"; // what some browsers do by themselves, though never at the top of a page
  change();
  scrollBy({ top: top() - before, behavior: "instant" });
  style.overflowAnchor = "";
}
