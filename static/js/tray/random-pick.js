// A random film of those for tonight. Pure, but for chance.

const WORDS = 2 ** 32;

/** Return one of `films`, all equally likely; not `former` if there is another. `draw()`: 0 to 2^32 - 1. */
export function pick(films, former = null, draw = drawn) {
  const others = films.filter((film) => film !== former);
  const from = others.length ? others : films;
  const fair = WORDS - (WORDS % from.length); // words beyond it would favour the first films
  let word = draw();
  while (word >= fair) word = draw();
  return from[word % from.length];
}

const drawn = () => crypto.getRandomValues(new Uint32Array(1))[0];
