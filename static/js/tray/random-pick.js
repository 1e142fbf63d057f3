// A random film of those for tonight. Pure, but for chance.

const WORDS = 2 ** 32;

/** Return one of `films`, all equally likely; not `former` if there is another. `drawWord()`: 0 to 2^32 - 1. */
export function pick(films, former = null, drawWord = randomWord) {
  const alternatives = films.filter((film) => film !== former);
  const pool = alternatives.length ? alternatives : films;
  const fairLimit = WORDS - (WORDS % pool.length); // words beyond it would favour the first films
  let word = drawWord();
  while (word >= fairLimit) word = drawWord();
  return pool[word % pool.length];
}

const randomWord = () => crypto.getRandomValues(new Uint32Array(1))[0];
