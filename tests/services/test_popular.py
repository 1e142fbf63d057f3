"""Films that many voted for are candidates of everybody, and shown where the member's films give a reason."""

from typing import Any

import pytest

from services.models.films import Item
from tests.services.films import film, ids, ranker_of, rated, with_lists

SEED = film(1, "Heat", directors=("Michael Mann",), cast=("Al Pacino",))
SUPPORTER = film(2, "Ali", directors=("Somebody",), cast=("Will Smith",))
PROFILE = [rated(SEED), rated(film(3)), rated(film(4)), rated(SUPPORTER, 3.5)]


def shown(popular: Item) -> bool:
    ranker = ranker_of(PROFILE, popular=[popular])
    assert ids(ranker.best(5)) == [9], "lists do not tell yet whether there is a reason"
    return bool(ranker.rank([popular], 5))


@pytest.mark.parametrize(
    "facts", [{"directors": ("Michael Mann",)}, {"cast": ("Al Pacino",)}], ids=["director", "actor"]
)
def test_who_made_it_is_a_reason(facts: dict[str, Any]) -> None:
    ranker = ranker_of(PROFILE, popular=[film(9, **facts)])
    (card,) = ranker.rank([film(9, **facts)], 5)
    assert [reason.title for reason in card.reasons] == ["Heat"]
    assert card.reasons[0].shared[0].name in ("Michael Mann", "Al Pacino")


def test_that_it_leads_to_a_seed_is_a_reason() -> None:
    assert shown(with_lists(film(9), liked=[SEED]))
    assert shown(with_lists(film(9), similar=[SEED]))


def test_without_a_reason_it_is_not_shown() -> None:
    assert not shown(film(9))
    assert not shown(with_lists(film(9), liked=[SUPPORTER])), "supporters are never named"
    assert not shown(film(9, cast=("Michael Mann",))), "who directs one does not play in it"


def test_a_film_that_is_neither_popular_nor_mentioned_is_no_candidate() -> None:
    assert not ranker_of(PROFILE).rank([film(9, directors=("Michael Mann",))], 5)


def test_seen_and_poor_films_are_left_out() -> None:
    assert not ranker_of(PROFILE, popular=[SEED, film(8, vote_average=6.9)]).best(5)
