"""The number of details calls before the lists of all seeds are read, so that first cards come early."""

EARLY_GUESSES = 10
"""The most films detailed before all seeds are read. A film that leaves the final list has cost a call."""

FILMS_A_GUESS = 6
"""The films of the members matched between two guesses, after the first ``FIRST_GUESSES`` at once."""

FIRST_GUESSES = 3


class EarlyGuesses:
    """The rule for early guesses: a few at once, then one more whenever a few more films are matched."""

    def __init__(self, wanted: int) -> None:
        """Take ``wanted`` as the number of films that are to be recommended."""
        self._first = min(FIRST_GUESSES, wanted)
        self._most = min(EARLY_GUESSES, wanted)
        self._guessed_at = -FILMS_A_GUESS  # films matched when the newest guess was made

    def take_due(self, asked: int, matched: int) -> int:
        """Return how many guesses are due now, and count them as made.

        ``asked``: films whose details were asked for so far. ``matched``: films of the members matched so
        far.
        """
        is_due = not asked or matched - self._guessed_at >= FILMS_A_GUESS
        if asked >= self._most or not is_due:
            return 0
        self._guessed_at = matched
        return 1 if asked else self._first
