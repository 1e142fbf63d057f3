// Sideways swipes of one finger.

const LEAST_PX = 60;
/** The least sideways per vertical movement. */
const LEAST_SLOPE = 2;

/** Return 1 for a swipe to the left (next), -1 for one to the right, 0 for none. `x`, `y`: px moved. */
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
