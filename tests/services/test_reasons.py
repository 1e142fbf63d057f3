from services.models.films import Item
from services.models.ranking import Seed, SharedTrait
from services.reason_text import reason_sentence
from services.reasons import reasons_for
from services.taste import Taste, TasteBuilder
from tests.services.films import film, rated, shown


def seed(item: Item, stars: float | None = 5.0, *, supporting: bool = False) -> Seed:
    return Seed(item, 1.0, stars, supporting=supporting)


TASTE = TasteBuilder().taste()


def test_the_seeds_that_contribute_most_are_named_and_weak_ones_are_not() -> None:
    item = film(9, genres=())
    contributions = [
        (0.4, seed(film(1))),
        (1.0, seed(film(2))),
        (0.6, seed(film(3))),
        (0.7, seed(film(4))),
        (0.9, seed(film(5))),
    ]
    assert [each.tmdb_id for each in reasons_for(item, contributions, TASTE)] == [2, 5, 4]
    assert [each.tmdb_id for each in reasons_for(item, contributions[:2], TASTE)] == [2]


def test_what_a_seed_contributes_twice_adds_up() -> None:
    contributions = [(0.6, seed(film(1))), (1.0, seed(film(2))), (0.6, seed(film(1)))]
    assert [each.tmdb_id for each in reasons_for(film(9), contributions, TASTE)] == [1, 2]


def test_supporters_are_never_named() -> None:
    contributions = [(5.0, seed(film(1), 3.5, supporting=True)), (0.1, seed(film(2)))]
    assert [each.tmdb_id for each in reasons_for(film(9), contributions, TASTE)] == [2]
    assert reasons_for(film(9), contributions[:1], TASTE) == ()


def test_a_seed_that_is_alike_is_more_telling() -> None:
    item = film(9, genres=("Horror",), directors=("Ann",))
    alike, director = film(1, genres=("Horror",)), film(2, genres=("Comedy",), directors=("Ann",))
    contributions = [(1.0, seed(film(3, genres=("War",)))), (0.9, seed(alike)), (0.95, seed(director))]
    assert [each.tmdb_id for each in reasons_for(item, contributions, TASTE)] == [2, 1, 3]
    assert [each.tmdb_id for each in reasons_for(shown(item), contributions, TASTE)] == [1, 3, 2]


def test_what_both_share_is_told_where_the_taste_counts_it() -> None:
    builder = TasteBuilder()
    for n in range(4):
        builder.add(rated(film(n, genres=("Horror", "Drama"), year=1975)))
    item = film(9, genres=("Horror", "Action"), directors=("Ann", "Bo"), year=1978)
    other = film(1, genres=("Action", "Horror"), directors=("Bo",), year=1971)

    def shared(item: Item) -> tuple[SharedTrait, ...]:
        return reasons_for(item, [(1.0, seed(other))], builder.taste())[0].shared

    horror, seventies = SharedTrait("genre", "Horror"), SharedTrait("decade", "1970s")
    assert shared(item) == (SharedTrait("director", "Bo"), horror)
    assert shared(film(9, genres=("Horror",), year=1975)) == (horror, seventies)
    assert shared(film(9, genres=("Horror",), year=None)) == (horror,)


def test_a_director_of_the_name_of_a_genre_is_a_director() -> None:
    by_war = seed(film(1, directors=("War",), year=1990))
    found = reasons_for(film(9, directors=("War",)), [(1.0, by_war)], TASTE)
    assert found[0].shared == (SharedTrait("director", "War"),)
    assert reason_sentence(found).startswith("Also by War, like ")


def lead(item: Item, other: Item, taste: Taste = TASTE) -> SharedTrait | None:
    found = reasons_for(item, [(1.0, seed(other))], taste)[0].shared
    return found[0] if found else None


def test_the_strongest_trait_is_told_first() -> None:
    item = film(9, genres=("Horror",), directors=("Ann",), cast=("Cy", "Di", "Ed"))
    assert lead(item, film(1, directors=("Ann",), cast=("Cy",))) == SharedTrait("director", "Ann")
    assert lead(item, film(1, genres=("Horror",), cast=("Ed", "Di"))) == SharedTrait("actor", "Di")


def test_where_nothing_is_telling_what_there_is_is_told() -> None:
    item = film(9, genres=("Drama", "Western"), original_language="ko", year=1955)
    taste = TasteBuilder()
    for number in range(9):
        taste.add(rated(film(number, genres=("Comedy",), year=2020)))
    told = [
        lead(item, film(1, genres=genres, original_language=language, year=year), taste.taste())
        for genres, language, year in (
            (("Western", "Drama"), "ko", 1955),
            (("Comedy",), "ko", 1955),
            (("Comedy",), "ko", 2020),
            (("Comedy",), "fr", 2020),
        )
    ]
    assert told == [
        SharedTrait("genre", "Western"),
        SharedTrait("decade", "1950s"),
        SharedTrait("language", "ko"),
        None,
    ]


def test_of_the_most_telling_films_the_one_that_shares_most_comes_first() -> None:
    item = film(9, genres=("Horror",), cast=("Cy",))
    contributions = [
        (2.0, seed(film(1, genres=("War",)))),
        (1.0, seed(film(2, genres=("War",), cast=("Cy",)))),
    ]
    assert [each.tmdb_id for each in reasons_for(item, contributions, TASTE)] == [2, 1]
