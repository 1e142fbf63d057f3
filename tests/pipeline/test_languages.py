"""The reader's language changes the words of a list, never the list, and costs as few calls as it can."""

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest

from standin.server import StandIn
from tests.conftest import MakeApp
from tests.pipeline.test_whole_job import run

MEMBER = "twelvefold"
FILMS = 10
CALLS = ("search", "details", "providers", "discover", "genres", "other")


@pytest.fixture
def calls(standin: StandIn) -> Any:
    """How many calls of each kind TMDB got since this was asked last."""
    before: Counter[str] = Counter()

    def since() -> Counter[str]:
        nonlocal before
        now = Counter({kind: standin.count("tmdb", kind) for kind in CALLS})
        since_then, before = now - before, now
        return since_then

    return since


def ranking(report: Any) -> list[Any]:
    """All that is no word: of reasons the server's own sentence, which is English, and what it is made of."""
    told = ("rank", "tmdb_id", "score", "reason", "genre_keys", "year")
    return [
        ([card[name] for name in told], [reason | {"title": ""} for reason in card["reasons"]])
        for card in report["recommendations"]
    ]


def films_of_reasons(report: Any) -> set[str]:
    return {reason["title"] for card in report["recommendations"] for reason in card["reasons"]}


def words(report: Any) -> list[Any]:
    return [(card["title"], card["overview"], card["genres"]) for card in report["recommendations"]]


def test_films_ranks_and_scores_are_the_same_in_any_language(make_app: MakeApp) -> None:
    reports = {
        language: run(make_app(MAX_RECOMMENDATIONS=str(FILMS)), MEMBER, language=language)
        for language in ("en", "es", "ja")
    }
    assert len(reports["en"]["recommendations"]) == FILMS
    assert ranking(reports["en"]) == ranking(reports["es"]) == ranking(reports["ja"])
    assert words(reports["en"]) != words(reports["es"])
    assert films_of_reasons(reports["es"]) - films_of_reasons(reports["en"]), (
        "a reason's film is told as a card's is"
    )
    assert {language: report["language"] for language, report in reports.items()} == {
        "en": "en", "es": "es", "ja": "ja",
    }  # fmt: skip


def test_a_cold_job_asks_for_no_film_twice_in_any_language(make_app: MakeApp, standin: StandIn) -> None:
    """In the languages of the pages there is no call that an English job would not make."""
    for language in ("en", "es", "fr"):
        standin.reset_log()
        run(make_app(MAX_RECOMMENDATIONS=str(FILMS)), MEMBER, language=language)
        asked = Counter(urlsplit(logged.path).path for logged in standin.requests("tmdb", "details"))
        assert set(asked.values()) == {1}
        assert standin.count("tmdb", "genres") == (1 if language == "fr" else 0)


def test_a_language_asks_anew_only_for_what_is_said_in_it(make_app: MakeApp, calls: Any) -> None:
    """In Spanish nothing, which came along; in another language one call a card, and the genres once."""
    app = make_app(MAX_RECOMMENDATIONS=str(FILMS))
    made = []
    for language in ("en", "es", "fr", "fr-CA"):
        run(app, MEMBER, language=language, include_streaming=False)
        made.append(calls())
    assert made[1] == Counter()
    assert made[2].keys() == {"genres", "details"}
    assert made[2]["genres"] == 1
    assert FILMS <= made[2]["details"] <= 3 * FILMS  # those that were considered, too
    assert made[3] == Counter()


def test_spanish_cards_are_spanish(make_app: MakeApp) -> None:
    cards = run(make_app(MAX_RECOMMENDATIONS=str(FILMS)), MEMBER, language="es")["recommendations"]
    told = [card["overview"] for card in cards if card["overview"]]
    assert told
    assert not [text for text in told if re.search(r"\b(the|and|of)\b", text)]
    assert not [card["genres"] for card in cards if "Science Fiction" in card["genres"]]


MOST_BYTES = 350_000
PLOT = "A plot that is as long as TMDB's are on average. " * 6


def test_150_cards_are_at_most_350_kb_with_plots_as_long_as_tmdbs(make_app: MakeApp) -> None:
    result = run(make_app(MAX_RECOMMENDATIONS="150"), "velvetfog", language="es")
    cards = result["recommendations"]
    assert len(cards) == 150
    for card in cards:
        card["overview"] = PLOT
    assert len(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()) <= MOST_BYTES
