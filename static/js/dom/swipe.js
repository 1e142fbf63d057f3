// Swipes of one finger to the side.

const LEAST_PX = 60;
/** How much more to the side than up or down. */
const LEAST_SLOPE = 2;

/** 1 for a swipe to the left, which asks for what comes next; -1 to the right; 0 for none. `x`, `y`: px moved. */
export function swipe(x, y) {
  if (Math.abs(x) < LEAST_PX || Math.abs(x) < LEAST_SLOPE * Math.abs(y)) return 0;
  return x < 0 ? 1 : -1;
}

export function onSwipe(node, callback) {
  let start = null;
  node.addEventListener("touchstart", ({ touches }) => (start = touches.length === 1 ? touches[0] : null), {
    passive: true,
  });
  node.addEventListener("touchend", ({ changedTouches: [end] }) => {
    const direction = start && swipe(end.clientX - start.clientX, end.clientY - start.clientY);
    start = null;
    if (direction && getSelection().isCollapsed) callback(direction);
  });
}
