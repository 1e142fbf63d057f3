"""When details are asked for before all is known, and for how many films."""

import pytest

from pipeline.early_guesses import EARLY_GUESSES, FILMS_A_GUESS, FIRST_GUESSES, EarlyGuesses

REST = EARLY_GUESSES - FIRST_GUESSES


@pytest.mark.parametrize("all_at_once", [False, True])
def test_a_few_guesses_come_at_once_and_are_due_until_some_are_asked_for(all_at_once: bool) -> None:
    guesses = EarlyGuesses(100)
    for matched in (1, 2):
        assert guesses.take_due(0, matched, all_at_once=all_at_once) == FIRST_GUESSES
    assert guesses.take_due(FIRST_GUESSES, 3, all_at_once=all_at_once) == 0


def test_then_one_comes_whenever_a_few_more_films_are_matched() -> None:
    guesses, asked = EarlyGuesses(100), 0
    for matched in range(1, 100):
        asked += guesses.take_due(asked, matched, all_at_once=False)
        assert asked == min(FIRST_GUESSES + (matched - 1) // FILMS_A_GUESS, EARLY_GUESSES)


def test_where_films_need_no_call_the_others_come_together_and_as_late_as_the_last_of_them() -> None:
    guesses, asked, due = EarlyGuesses(100), 0, {}
    for matched in range(1, 100):
        if number := guesses.take_due(asked, matched, all_at_once=True):
            asked, due[matched] = asked + number, number
    assert due == {1: FIRST_GUESSES, 1 + REST * FILMS_A_GUESS: REST}


def test_no_more_are_guessed_than_are_wanted() -> None:
    assert EarlyGuesses(2).take_due(0, 1, all_at_once=False) == 2
