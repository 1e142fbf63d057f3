"""What clients read of a film: the contract's names and kinds of values."""

from collections.abc import Sequence
from typing import Any

import pytest

from serialisation import Serialiser
from services.models.events import Event, FilmMatched, Progressed, Recommended
from services.models.facts import Facts, Trailer, Wording
from services.models.films import Availability, ListedOffer
from services.models.histories import Interaction
from services.models.locale import Locale
from services.models.ranking import Candidate, Reason, ScoredCandidate
from services.models.reports import Recommendation
from services.offers import canonical_offers
from tests.services.films import film

SERIALISER = Serialiser("https://images.example.org/t/p")
YEARS = pytest.mark.parametrize(("year", "text"), [(2017, "2017"), (None, None)])


def payload_of(event: Event) -> dict[str, Any]:
    return dict(SERIALISER.event(event, "ana")[1])


def card(reason_year: int | None = 1999, listed: Sequence[ListedOffer] = (), **facts: Any) -> dict[str, Any]:
    reason = Reason(7, "Heat", reason_year, 5.0, liked=False)
    scored = ScoredCandidate(Candidate(film(1, **facts), ()), 1.0, (reason,))
    recommendation = Recommendation(1, scored, canonical_offers(listed), Availability.UNKNOWN)
    return payload_of(Recommended(recommendation))


@YEARS
def test_a_year_is_text_or_null_in_every_film(year: int | None, text: str | None) -> None:
    assert card(year=year)["year"] == text
    assert [reason["year"] for reason in card(reason_year=year)["reasons"]] == [text]
    matched = FilmMatched(1, 2, Interaction("Heat", year, None, None))
    assert payload_of(matched)["year"] == text


def test_a_poster_is_the_address_of_500_pixels() -> None:
    assert card(poster_path="/x.jpg")["poster"] == "https://images.example.org/t/p/w500/x.jpg"
    assert card(poster_path=None)["poster"] is None


def test_a_status_says_where_the_profile_is_looked_for() -> None:
    def status(event: Progressed) -> dict[str, Any]:
        return payload_of(event)

    assert status(Progressed("profile", 1, 3, "feed"))["source"] == "feed"
    assert "source" not in status(Progressed("ranking", 0, 0))


def test_the_popularity_is_the_number_that_the_order_by_popularity_goes_by() -> None:
    assert card(popularity=12.34)["popularity"] == 12.34


def test_offers_say_whose_they_are_and_streaming_names_what_is_included_once() -> None:
    listed = (
        ListedOffer("HBO Max", "flatrate", "https://example.org/1"),
        ListedOffer("Max", "ads", None),
        ListedOffer("Netflix Standard with Ads", "flatrate", None),
        ListedOffer("HBO Max Amazon Channel", "flatrate", None),
        ListedOffer("Google TV", "rent", None),
    )
    found = card(listed=listed)
    assert found["streaming"] == ["Max", "Netflix with Ads", "Max Amazon Channel"]
    assert found["offers"][0] == {
        "key": "max",
        "provider": "Max",
        "monetization": "flatrate",
        "url": "https://example.org/1",
        "addon_of": None,
        "has_ads": False,
    }
    assert [(each["key"], each["addon_of"], each["has_ads"]) for each in found["offers"]] == [
        ("max", None, False),
        ("max", None, True),
        ("netflix-with-ads", None, True),
        ("max-amazon-channel", "prime-video", False),
        ("google-play", None, False),
    ]


# what a card tells of its film

TOLD = Facts(
    characters=("Vera", ""),
    countries=("CL", "AR"),
    certifications=(("US", "R"), ("CL", "14")),
    backdrop_path="/b.jpg",
    wordings=(
        Wording("en", overview="A plot.", trailer=Trailer("YouTube", "english-01")),
        Wording("es", genres=("Drama", "Crimen"), poster_path="/es.jpg"),
        Wording("es-MX", title="La invención", overview="Una trama.", tagline="Una frase."),
    ),
)
CAST = ("Ada Roe", "Ben Poe")


def card_in(locale: Locale, **facts: Any) -> dict[str, Any]:
    reason = Reason(
        7, "Heat", 1999, 5.0, liked=False, wordings=(Wording("es-MX", title="Fuego contra fuego"),)
    )
    scored = ScoredCandidate(Candidate(film(1, **facts), ()), 1.0, (reason,))
    return payload_of(Recommended(Recommendation(1, scored, locale=locale)))


def test_a_card_tells_its_film_in_the_readers_language_and_names_its_genres_for_filters() -> None:
    told = card_in(
        Locale("CL", "es"), title="The Invention", genres=("Drama", "Crime"), cast=CAST, facts=TOLD
    )
    assert (told["title"], told["original_title"]) == ("La invención", "The Invention")
    assert (told["genres"], told["genre_keys"]) == (["Drama", "Crimen"], ["Drama", "Crime"])
    assert (told["overview"], told["tagline"]) == ("Una trama.", "Una frase.")
    assert told["poster"] == "https://images.example.org/t/p/w500/es.jpg"
    assert told["backdrop"] == "https://images.example.org/t/p/w780/b.jpg"
    assert told["cast"] == [
        {"name": "Ada Roe", "character": "Vera"},
        {"name": "Ben Poe", "character": None},
    ]
    assert told["trailer"] == {"site": "YouTube", "key": "english-01"}
    assert (told["certification"], told["countries"]) == ("14", ["CL", "AR"])


def test_the_films_of_a_reason_are_called_as_the_reader_calls_them_and_in_the_sentence_in_english() -> None:
    for language, title in (("es", "Fuego contra fuego"), ("en", "Heat"), ("ja", "Heat")):
        told = card_in(Locale("CL", language))
        assert [each["title"] for each in told["reasons"]] == [title]
        assert told["reason"] == "Those who recommend Heat ★★★★★ recommend this too"


def test_what_is_not_known_of_a_film_is_null_or_empty() -> None:
    told = card_in(Locale("CL", "es"))
    nulls = ("overview", "tagline", "trailer", "certification", "backdrop")
    assert [told[name] for name in nulls] == [None] * len(nulls)
    assert (told["cast"], told["countries"]) == ([], [])
