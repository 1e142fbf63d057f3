// Long work in parts, so that what a person does meanwhile is answered.

/** Resolves once other work has had its turn. */
export const othersTurn = () => new Promise((resolve) => setTimeout(resolve));
