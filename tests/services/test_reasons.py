import pytest

from services.models.films import Item
from services.models.ranking import Reason, Seed
from services.reasons import reason_sentence, reasons_for, stars_text
from services.taste import TasteBuilder
from services.titles import fold
from tests.services.films import film, rated, shown


def reason(title: str, stars: float | None = 5.0, *shared: str, liked: bool = False) -> Reason:
    return Reason(sum(map(ord, title)), title, 2016, stars, liked, shared)


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ([reason("Arrival")], "Since you liked Arrival"),
        ([reason("Arrival", None, liked=True)], "Since you liked Arrival"),
        ([reason("Arrival", 2.5, liked=True)], "Since you liked Arrival"),
        ([reason("Arrival", 3.0)], "Because you rated Arrival ★★★"),
        (
            [reason("Arrival"), reason("Sicario", 4.5), reason("Enemy")],
            "Because you rated Arrival ★★★★★ and Sicario ★★★★½",
        ),
        (
            [reason("Arrival", None, liked=True), reason("Sicario", 4.0)],
            "Because you rated Sicario ★★★★ and liked Arrival",
        ),
        (
            [reason("Arrival", None, liked=True), reason("Sicario", None, liked=True)],
            "Because you liked Arrival and Sicario",
        ),
        (
            [reason("Arrival", 2.5, liked=True), reason("Sicario", 4.0, liked=True)],
            "Because you rated Sicario ★★★★ and liked Arrival",
        ),
        (
            [reason("Arrival", 5.0, "Denis Villeneuve", "Drama"), reason("Sicario", 4.5, "Denis Villeneuve")],
            "Because you rated Arrival ★★★★★ and Sicario ★★★★½, also by Denis Villeneuve",
        ),
        (
            [reason("Arrival", 5.0, "Science Fiction", "2010s")],
            "Since you liked Arrival, another science fiction film of the 2010s",
        ),
        ([reason("Arrival", 5.0, "Drama")], "Since you liked Arrival, another drama"),
        ([reason("Arrival", 5.0, "2010s")], "Since you liked Arrival"),
        (
            [reason("Arrival", 5.0, "Drama"), reason("Sicario", 4.5, "Crime")],
            "Because you rated Arrival ★★★★★ and Sicario ★★★★½",
        ),
    ],
)
def test_reasons_read_well(reasons: list[Reason], sentence: str) -> None:
    assert reason_sentence(tuple(reasons)) == sentence


def test_nothing_is_recommended_without_a_reason() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        reason_sentence(())


@pytest.mark.parametrize(("stars", "text"), [(0.5, "½"), (3.0, "★★★"), (4.5, "★★★★½")])
def test_stars_are_printed_as_letterboxd_does(stars: float, text: str) -> None:
    assert stars_text(stars) == text


def seed(item: Item, stars: float | None = 5.0, *, supporting: bool = False) -> Seed:
    return Seed(item, 1.0, stars, supporting=supporting)


TASTE = TasteBuilder().taste()


def test_the_loudest_seeds_are_named_and_quiet_ones_are_not() -> None:
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


def test_what_a_seed_says_twice_adds_up() -> None:
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
    found = reasons_for(item, [(1.0, seed(other))], builder.taste())
    assert found[0].shared == ("Bo", "Horror")
    near = film(9, genres=("Horror",), year=1975)
    assert reasons_for(near, [(1.0, seed(other))], builder.taste())[0].shared == ("Horror", "1970s")
    dateless = film(9, genres=("Horror",), year=None)
    assert reasons_for(dateless, [(1.0, seed(other))], builder.taste())[0].shared == ("Horror",)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ødipus", "Odipus"), ("Æon Flux", "AEON FLUX"), ("Łódź", "lodz"), ("A\N{NO-BREAK SPACE}B", "a b")],
)
def test_titles_are_compared_without_their_spelling(one: str, other: str) -> None:
    assert fold(one) == fold(other)
