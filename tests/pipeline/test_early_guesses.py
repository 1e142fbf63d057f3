"""When details are asked for before all is known, and for how many films."""

from itertools import pairwise

import pytest

from pipeline.early_guesses import EARLY_GUESSES, FILMS_A_GUESS, FIRST_GUESSES, EarlyGuesses

REST = EARLY_GUESSES - FIRST_GUESSES


def test_the_first_guesses_are_due_until_a_film_is_asked_for() -> None:
    guesses = EarlyGuesses(100)
    assert [guesses.take_due(0, matched, is_replaying=False) for matched in (0, 1, 1, 2)] == [
        FIRST_GUESSES
    ] * 4
    assert guesses.take_due(FIRST_GUESSES, 3, is_replaying=False) == 0


def test_then_one_comes_whenever_a_few_more_films_are_matched() -> None:
    guesses, asked = EarlyGuesses(100), 0
    for matched in range(1, 100):
        asked += guesses.take_due(asked, matched, is_replaying=False)
        assert asked == min(FIRST_GUESSES + (matched - 1) // FILMS_A_GUESS, EARLY_GUESSES)


def test_where_films_need_no_call_the_others_come_together_as_late_as_the_last_of_them() -> None:
    guesses, asked, due = EarlyGuesses(100), 0, {}
    for matched in range(1, 100):
        if number := guesses.take_due(asked, matched, is_replaying=True):
            asked, due[matched] = asked + number, number
    assert due == {1: FIRST_GUESSES, 1 + REST * FILMS_A_GUESS: REST}


@pytest.mark.parametrize("asked", range(EARLY_GUESSES))
def test_where_films_need_no_call_and_candidates_do_few_rankings_are_made(asked: int) -> None:
    guesses = EarlyGuesses(100)
    due = [matched for matched in range(1, 2000) if guesses.take_due(asked, matched, is_replaying=True)]
    assert len(due) <= 12
    assert all(later >= 2 * earlier for earlier, later in pairwise(due))


def test_no_more_are_guessed_than_are_wanted() -> None:
    assert EarlyGuesses(2).take_due(0, 1, is_replaying=False) == 2
    assert EarlyGuesses(2).take_due(2, 100, is_replaying=True) == 0
