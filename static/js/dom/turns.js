// Pauses in long work, so that the page answers a person meanwhile.

/** Wait until other work has had its turn. */
export const othersTurn = () => new Promise((resolve) => setTimeout(resolve));
