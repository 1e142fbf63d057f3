"""The number of details calls before the lists of all seeds are read, so that first cards come early."""

EARLY_GUESSES = 10
"""The most films detailed before all seeds are read. A film that leaves the final list has cost a call."""

FILMS_A_GUESS = 6
"""The films of the members matched for each guess after the first ``FIRST_GUESSES``."""

FIRST_GUESSES = 3


class EarlyGuesses:
    """The rule for early guesses: a few at once, then one more whenever a few more films are matched.

    While films need no call, thousands are matched in a moment, and each ranking for a guess holds them up.
    So all guesses after the first ones are made together, as late as the last of them would be. Where fewer
    films are asked for than were guessed, the next try is due when twice as many films are matched.
    """

    def __init__(self, wanted: int) -> None:
        """Take ``wanted`` as the number of films that are to be recommended."""
        self._first = min(FIRST_GUESSES, wanted)
        self._most = min(EARLY_GUESSES, wanted)
        self._guessed_at = 0  # films matched when the newest guess was made

    def take_due(self, asked: int, matched: int, *, is_replaying: bool) -> int:
        """Return the number of guesses that are due now, and count them as made.

        ``asked``: films whose details were asked for so far. ``matched``: films of the members matched so
        far. ``is_replaying``: they need no call.
        """
        if is_replaying and asked < self._first:
            number, films = self._first - asked, self._guessed_at
        elif is_replaying:
            number = self._most - asked
            films = max(FILMS_A_GUESS * number, self._guessed_at)
        elif asked:
            number, films = min(1, self._most - asked), FILMS_A_GUESS
        else:
            number, films = self._first, 0
        if number <= 0 or matched - self._guessed_at < films:
            return 0
        self._guessed_at = matched
        return number
