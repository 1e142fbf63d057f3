"""How many films are worth a details call before the seeds' lists are read: something to look at, early."""

EARLY_GUESSES = 10
"""Films detailed before all seeds are read; one that falls out of the final list cost a call."""

FILMS_A_GUESS = 6
"""Films of the member matched between two guesses, after the first FIRST_GUESSES that go at once."""

FIRST_GUESSES = 3


class EarlyGuesses:
    """A few guesses at once, then another one for every few films matched."""

    def __init__(self, wanted: int) -> None:
        """``wanted``: films that are to be recommended."""
        self._first = min(FIRST_GUESSES, wanted)
        self._most = min(EARLY_GUESSES, wanted)
        self._guessed_at = -FILMS_A_GUESS  # films matched when the newest guess was made

    def take_due(self, asked: int, matched: int) -> int:
        """How many guesses are due now, and made then; ``asked`` and ``matched`` films so far."""
        is_due = not asked or matched - self._guessed_at >= FILMS_A_GUESS
        if asked >= self._most or not is_due:
            return 0
        self._guessed_at = matched
        return 1 if asked else self._first
