"""What is told of the best known films of the bundled catalogue: complete, in both languages, plain text."""

from pathlib import Path

import pytest
import requests

from standin.catalogue import read_catalogue
from standin.model import Film
from standin.plots import FILE, with_plots
from standin.server import DEMO_KEY, StandIn
from standin.text import fold
from standin.world import World
from tests.timing import PATIENCE_S

HEADER = "title,year,overview,overview_es,title_es,cast,certification,countries"
BEST_KNOWN = 300
CERTIFICATIONS = {"G", "PG", "PG-13", "R", "NC-17"}


@pytest.fixture(scope="module")
def told(world: World) -> list[Film]:
    """The films that are told of."""
    return [film for film in world.films.values() if film.facts.texts]


def plots(told: list[Film], locale: str) -> list[str]:
    return [film.facts.texts[locale].overview for film in told]


def test_the_best_known_films_are_told_of(world: World, told: list[Film]) -> None:
    films = [film for film in world.films.values() if not film.series]
    known = sorted(films, key=lambda film: -film.vote_count)[:BEST_KNOWN]
    assert [film.name for film in known if film not in told] == []


@pytest.mark.parametrize("locale", ["en-US", "es-ES"])
def test_each_has_one_sentence_of_its_own(told: list[Film], locale: str) -> None:
    sentences = plots(told, locale)
    assert len({fold(sentence) for sentence in sentences}) == len(told)
    for sentence in sentences:
        assert 12 <= len(sentence.split()) <= 25, sentence
        assert sentence.endswith(".")
        assert sentence == " ".join(sentence.split())
        assert not set("<>&|{}\\_") & set(sentence), sentence
    openings = [" ".join(sentence.split()[:3]) for sentence in sentences]
    assert max(openings.count(opening) for opening in openings) <= 4


def test_each_plot_is_in_its_own_language(told: list[Film]) -> None:
    for english, spanish in zip(plots(told, "en-US"), plots(told, "es-ES"), strict=True):
        assert english != spanish
        assert not {"the", "and", "with", "his", "her"} & set(spanish.split()), spanish
        assert not {"el", "los", "una", "con", "que"} & set(english.split()), english


def test_casts_have_roles_and_nobody_twice(told: list[Film]) -> None:
    for film in told:
        assert 3 <= len(film.cast) <= 5 or not film.cast, film.name
        assert len(set(film.cast)) == len(film.cast) == len(film.facts.characters), film.name
        assert all(name == name.strip() and name for name in (*film.cast, *film.facts.characters)), film.name


def test_certifications_and_countries_are_codes(told: list[Film]) -> None:
    for film in told:
        assert set(film.facts.certifications.values()) <= CERTIFICATIONS
        assert film.facts.countries, film.name
        assert all(len(code) == 2 and code.isupper() for code in film.facts.countries), film.name


def test_no_words_of_others_and_no_videos(told: list[Film]) -> None:
    assert not any(film.facts.videos for film in told)
    assert not any(text.tagline for film in told for text in film.facts.texts.values())


def test_the_other_films_say_that_they_have_none(world: World) -> None:
    films = [film for film in world.films.values() if not film.series and not film.invented]
    other = next(film for film in films if not film.facts.texts)
    with StandIn(world) as standin:
        query = {"api_key": DEMO_KEY, "append_to_response": "credits,videos,release_dates,translations"}
        answer = requests.get(f"{standin.tmdb_url}/movie/{other.id}", params=query, timeout=PATIENCE_S).json()
    assert answer["overview"] == answer["tagline"] == ""
    assert answer["credits"]["cast"] == answer["videos"]["results"] == []
    assert answer["release_dates"]["results"] == answer["translations"]["translations"] == []


@pytest.mark.parametrize("rows", [["Tides,1990,a,b,,,,"], ["Heat,1995,a,b,,,,", "Heat,1995,c,d,,,,"]])
def test_a_row_of_no_film_or_of_one_twice_is_refused(rows: list[str], tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    with pytest.raises(ValueError, match=r"plots\.csv"):
        list(with_plots(read_catalogue(), tmp_path))
