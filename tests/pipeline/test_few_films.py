"""Who asks for few films waits for no call that hardly changes them."""

from services.models.histories import Interaction
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakeTmdb, fake_pipeline
from tests.services.films import film, with_lists

SEEDS = range(1, 4)
CANDIDATES = range(10, 40)
LISTED, UNLISTED = 50, 51


def asked(tmdb: FakeTmdb, *, count: int) -> tuple[list[tuple[str, object]], int]:
    """What TMDB is asked in a job with ``count``, and how many films it ends with."""
    seen = [*SEEDS, LISTED, UNLISTED]
    films = [Interaction(f"Film {n}", 2010, f"film-{n}", 5.0 if n in SEEDS else 3.0) for n in seen]
    with fake_pipeline(FakeLetterboxd(films), tmdb, FakeJustWatch()) as fake:
        report = fake.run(count=count, include_streaming=False)
    return tmdb.asked, len(report.recommendations)


def world(*, rating: float) -> FakeTmdb:
    """Seeds whose lists show good candidates, which have ``rating`` by their details."""
    shown = [film(n) for n in (*CANDIDATES, LISTED)]
    seeds = [with_lists(film(n), liked=shown) for n in SEEDS]
    return FakeTmdb(*seeds, *(film(n, vote_average=rating) for n in CANDIDATES), film(LISTED), film(UNLISTED))


def test_films_of_three_stars_take_no_call() -> None:
    calls, cards = asked(world(rating=8.0), count=2)
    assert cards == 2
    assert not {("film", n) for n in (LISTED, UNLISTED)}.intersection(calls)
    assert not {("search", f"Film {n}") for n in (LISTED, UNLISTED)}.intersection(calls)


def test_at_most_three_films_are_detailed_for_each_one_wanted() -> None:
    calls, cards = asked(world(rating=5.0), count=2)
    assert cards == 0
    assert len({n for what, n in calls if what == "film" and n in CANDIDATES}) <= 3 * 2
