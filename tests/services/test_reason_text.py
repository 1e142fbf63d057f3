import pytest

from services.models.ranking import Reason, SharedTrait
from services.reason_text import reason_sentence, stars_text

VILLENEUVE, TENS = SharedTrait("director", "Denis Villeneuve"), SharedTrait("decade", "2010s")
DRAMA, SCIENCE_FICTION = SharedTrait("genre", "Drama"), SharedTrait("genre", "Science Fiction")
ADAMS, RENNER = SharedTrait("actor", "Amy Adams"), SharedTrait("actor", "Jeremy Renner")
KOREAN, WELSH = SharedTrait("language", "ko"), SharedTrait("language", "cy")
WORDLESS = SharedTrait("language", "xx")


def reason(
    title: str,
    stars: float | None = 5.0,
    *shared: SharedTrait,
    liked: bool = False,
    member: str | None = None,
) -> Reason:
    return Reason(sum(map(ord, title)), title, 2016, stars, liked, shared, member)


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ([reason("Arrival")], "Those who recommend Arrival ★★★★★ recommend this too"),
        ([reason("Arrival", None, liked=True)], "Those who recommend Arrival ♥ recommend this too"),
        ([reason("Arrival", 2.5, liked=True)], "Those who recommend Arrival ♥ recommend this too"),
        ([reason("Arrival", 4.0, liked=True)], "Those who recommend Arrival ★★★★ recommend this too"),
        (
            [reason("Arrival", 5.0, VILLENEUVE, DRAMA), reason("Sicario", 4.5, VILLENEUVE)],
            "Also by Denis Villeneuve, like Arrival ★★★★★ and Sicario ★★★★½",
        ),
        (
            [reason("Arrival", 5.0, VILLENEUVE, DRAMA), reason("Heat", 4.5, DRAMA)],
            "Also by Denis Villeneuve, like Arrival ★★★★★",
        ),
        (
            [reason("Arrival", 5.0, ADAMS, RENNER, DRAMA), reason("Enchanted", 4.0, ADAMS)],
            "With Amy Adams, as in Arrival ★★★★★ and Enchanted ★★★★",
        ),
        ([reason("Arrival", 5.0, ADAMS, RENNER)], "With Amy Adams and Jeremy Renner, as in Arrival ★★★★★"),
        (
            [reason("Arrival", 5.0, SCIENCE_FICTION, TENS)],
            "Another science fiction film of the 2010s, like Arrival ★★★★★",
        ),
        (
            [reason("Arrival", 5.0, DRAMA), reason("Sicario", 4.5, SharedTrait("genre", "Crime"))],
            "Another drama, like Arrival ★★★★★",
        ),
        ([reason("Arrival", 5.0, TENS), reason("Heat")], "Also of the 2010s, like Arrival ★★★★★"),
        ([reason("Oldboy", 5.0, KOREAN)], "Also in Korean, like Oldboy ★★★★★"),
        ([reason("Hedd Wyn", 5.0, WELSH)], "Also in Welsh, like Hedd Wyn ★★★★★"),
        ([reason("Baraka", 5.0, WORDLESS)], "In the same language as Baraka ★★★★★"),
        (
            [
                reason("Arrival", 5.0, ADAMS, member="ana"),
                reason("Heat", None, liked=True, member="bo"),
                reason("Enchanted", 4.0, ADAMS, member="ana"),
            ],
            "For ana: with Amy Adams, as in Arrival ★★★★★ and Enchanted ★★★★\n"
            "For bo: those who recommend Heat ♥ recommend this too",
        ),
        (
            [reason("Arrival", 5.0, DRAMA, member="ana"), reason("Heat", None, TENS, liked=True)],
            "For ana: another drama, like Arrival ★★★★★\nFor all: also of the 2010s, like Heat ♥",
        ),
    ],
)
def test_what_is_shared_is_said_first_and_then_the_films(reasons: list[Reason], sentence: str) -> None:
    assert reason_sentence(tuple(reasons)) == sentence


def test_nothing_is_recommended_without_a_reason() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        reason_sentence(())


@pytest.mark.parametrize(("stars", "text"), [(0.5, "½"), (3.0, "★★★"), (4.5, "★★★★½")])
def test_stars_are_printed_as_letterboxd_does(stars: float, text: str) -> None:
    assert stars_text(stars) == text
