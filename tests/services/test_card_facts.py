"""A card tells its film in the reader's language, else in English, field by field and never nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.card_facts import card_facts
from services.models.facts import Facts, Trailer, Wording
from services.models.films import Item
from services.models.locale import Locale
from tests.services.films import film, shown

ENGLISH = Wording("en", overview="A plot.", tagline="A line.", trailer=Trailer("YouTube", "english"))
SPANISH = Wording("es", genres=("Crimen",), poster_path="/es.jpg", trailer=Trailer("Vimeo", "1"))
OF_SPAIN = Wording("es-ES", title="El invento", overview="Una trama.", tagline="Una frase.")
OF_MEXICO = Wording("es-MX", title="La invención")
OTHERS = (
    Wording("pt-BR", title="A Invenção"),
    Wording("pt-PT", title="O Invento"),
    Wording("zh-CN", title="发明"),
    Wording("zh-TW", title="發明"),
    Wording("zh-HK", title="發明品"),
    Wording("fr", title="L'Invention"),
    Wording("fr-CA", title="L'Invention du Nord"),
    Wording("no-NO", title="Oppfinnelsen"),
)


def invention(*wordings: Wording) -> Item:
    facts = Facts(
        characters=("Vera", ""),
        countries=("CL",),
        certifications=(("US", "R"), ("CL", "14")),
        backdrop_path="/b.jpg",
        wordings=wordings or (ENGLISH, SPANISH, OF_SPAIN, OF_MEXICO, *OTHERS),
    )
    own: dict[str, Any] = {"title": "The Invention", "genres": ("Crime",), "poster_path": "/own.jpg"}
    return film(1, **own, cast=("Ada Roe", "Ben Poe"), facts=facts)


@pytest.mark.parametrize(
    ("language", "country", "title"),
    [
        ("en", "CL", "The Invention"),
        ("en-GB", "GB", "The Invention"),
        ("es", "ES", "El invento"),
        ("es", "DE", "El invento"),
        ("es", "CL", "La invención"),
        ("es", "US", "La invención"),
        ("es-ES", "CL", "El invento"),
        ("es-AR", "ES", "La invención"),
        ("es-419", "ES", "La invención"),
        ("pt", "CL", "A Invenção"),
        ("pt", "PT", "O Invento"),
        ("pt-BR", "PT", "A Invenção"),
        ("pt-PT", "BR", "O Invento"),
        ("zh", "US", "发明"),
        ("zh", "HK", "發明品"),
        ("zh-Hant-TW", "CN", "發明"),
        ("zh-Hant", "US", "發明"),
        ("zh-Hans", "TW", "发明"),
        ("zh-Hant-HK", "TW", "發明品"),
        ("fr", "FR", "L'Invention du Nord"),
        ("nb", "NO", "Oppfinnelsen"),
        ("xx", "CL", "The Invention"),
        ("de", "DE", "The Invention"),
        ("tlh", "DE", "The Invention"),
    ],
)
def test_the_title_is_that_of_the_readers_region_or_one_near_it(
    language: str, country: str, title: str
) -> None:
    assert card_facts(invention(), Locale(country, language)).title == title


def test_each_field_falls_back_for_itself() -> None:
    """To another region, to what belongs to none, to English, to the film's own."""
    told = card_facts(invention(), Locale("CL", "es"))
    assert (told.title, told.overview, told.tagline) == ("La invención", "Una trama.", "Una frase.")
    assert (told.poster_path, told.genres, told.trailer) == ("/es.jpg", ("Crimen",), Trailer("Vimeo", "1"))
    told = card_facts(invention(), Locale("CL", "pt"))
    assert (told.title, told.overview, told.tagline) == ("A Invenção", "A plot.", "A line.")
    assert (told.poster_path, told.genres, told.trailer) == ("/own.jpg", ("Crime",), ENGLISH.trailer)


def test_cast_age_rating_and_the_rest_are_the_same_in_any_language() -> None:
    for language in ("en", "es", "ja"):
        told = card_facts(invention(), Locale("CL", language))
        assert told.cast == (("Ada Roe", "Vera"), ("Ben Poe", None))
        assert (told.certification, told.countries, told.backdrop_path) == ("14", ("CL",), "/b.jpg")
    assert card_facts(invention(), Locale("DE")).certification is None


def test_a_film_of_a_list_is_told_as_the_list_shows_it() -> None:
    listed = shown(invention())
    told = card_facts(listed, Locale("CL", "es"))
    assert (told.title, told.genres, told.poster_path) == ("The Invention", ("Crime",), "/own.jpg")
    assert (told.overview, told.cast, told.trailer) == (None, (), None)


languages = st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", fullmatch=True)
texts = st.sampled_from(["", "a", "b"])
worded = st.builds(Wording, languages, title=texts, overview=texts, tagline=texts)


@given(st.lists(worded, max_size=5), languages, st.sampled_from(["CL", "ES", "US"]))
def test_in_any_language_there_is_a_title_and_what_there_is_in_english(
    wordings: list[Wording], language: str, country: str
) -> None:
    told = card_facts(invention(ENGLISH, *wordings), Locale(country, language))
    assert told.title
    assert told.overview
    assert told.tagline
    assert (told.poster_path, told.genres) == ("/own.jpg", ("Crime",))
