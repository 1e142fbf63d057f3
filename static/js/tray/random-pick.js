// One of the films for tonight, at random. Pure, but for chance.

const WORDS = 2 ** 32;

/** One of `films`, each as likely as any other; not `former` where there is another. `draw()`: 0 to 2^32 - 1. */
export function pick(films, former = null, draw = drawn) {
  const others = films.filter((film) => film !== former);
  const from = others.length ? others : films;
  const fair = WORDS - (WORDS % from.length); // beyond it, the first ones would come up more often
  let word = draw();
  while (word >= fair) word = draw();
  return from[word % from.length];
}

const drawn = () => crypto.getRandomValues(new Uint32Array(1))[0];
