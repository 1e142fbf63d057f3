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

    def take_due(self, asked: int, matched: int, *, all_at_once: bool) -> int:
        """Return the number of guesses that are due now, and count them as made.

        ``asked`` and ``matched`` are the numbers of films so far. With ``all_at_once`` the guesses after the
        first ones are due together, when as many films are matched as they would take one by one: where films
        need no call, they all come within a moment, and each ranking for a guess would hold the job up.
        """
        left = self._most - asked
        number = self._first if not asked else (left if all_at_once else min(1, left))
        if number <= 0 or (asked and matched - self._guessed_at < FILMS_A_GUESS * number):
            return 0
        self._guessed_at = matched
        return number
