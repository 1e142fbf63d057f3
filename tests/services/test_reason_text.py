import pytest

from services.models.ranking import Reason, SharedTrait
from services.reason_text import reason_sentence, stars_text

VILLENEUVE, TENS = SharedTrait("director", "Denis Villeneuve"), SharedTrait("decade", "2010s")
DRAMA, SCIENCE_FICTION = SharedTrait("genre", "Drama"), SharedTrait("genre", "Science Fiction")


def reason(title: str, stars: float | None = 5.0, *shared: SharedTrait, liked: bool = False) -> Reason:
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
            [reason("Arrival", 5.0, VILLENEUVE, DRAMA), reason("Sicario", 4.5, VILLENEUVE)],
            "Because you rated Arrival ★★★★★ and Sicario ★★★★½, also by Denis Villeneuve",
        ),
        (
            [reason("Arrival", 5.0, SCIENCE_FICTION, TENS)],
            "Since you liked Arrival, another science fiction film of the 2010s",
        ),
        ([reason("Arrival", 5.0, DRAMA)], "Since you liked Arrival, another drama"),
        ([reason("Arrival", 5.0, TENS)], "Since you liked Arrival"),
        (
            [reason("Arrival", 5.0, DRAMA), reason("Sicario", 4.5, SharedTrait("genre", "Crime"))],
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
