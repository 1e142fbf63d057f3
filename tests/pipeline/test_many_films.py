"""A member with more films than a job takes: the rated ones are looked at, all of them count as seen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.film_queue import FilmQueue
from services.seeds import plan_seeds
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakePipeline, FakeTmdb, fake_pipeline
from tests.pipeline.test_stages import CANDIDATES, PAGES, ids, seen, world
from tests.services.films import film

MANY = [seen(f"Unrated {number}", None) for number in range(40)]


@pytest.fixture
def fake() -> Iterator[FakePipeline]:
    unrated = (film(100 + number, each.title) for number, each in enumerate(MANY))
    with fake_pipeline(FakeLetterboxd(MANY, *PAGES), FakeTmdb(*world(), *unrated), FakeJustWatch()) as fake:
        fake.options = replace(fake.options, max_films=5)
        yield fake


def test_the_rated_ones_of_all_pages_stay_and_what_is_left_out_is_told(fake: FakePipeline) -> None:
    report = fake.run()
    titles = [each.title for each in report.profile.interactions]
    assert titles == ["Unrated 0", "Unrated 1", "Seed", "Other Seed", "Plain"]
    assert report.profile.left_out == 38
    assert "more films than one search uses" in (report.hint or "")
    assert set(ids(report.recommendations)) <= set(CANDIDATES)
    searched = {title for kind, title in fake.tmdb.asked if kind == "search"}
    assert len(searched) <= 2 * 5, "those of the first page, and those that stay"


def test_a_member_with_no_more_films_than_that_is_whole(fake: FakePipeline) -> None:
    fake.options = replace(fake.options, max_films=43)
    report = fake.run()
    assert (len(report.profile.interactions), report.profile.left_out, report.hint) == (43, 0, None)


def test_films_that_are_left_out_of_a_profile_do_not_wait_any_more() -> None:
    rated = [each for page in PAGES for each in page]
    plan = plan_seeds(rated, 4.0)
    queue = FilmQueue(plan)
    queue.add(MANY)
    begun = queue.pop()
    assert begun is not None
    queue.add(rated)
    queue.keep_only(rated)
    queue.add(MANY[-1:])  # known anew
    queue.complete(plan)
    taken = [queue.pop() for _ in range(4)]
    assert taken == [*rated, MANY[-1]]
    assert queue.pop() is None
    for each in (begun, *rated, MANY[-1]):
        queue.close(each)
    assert (queue.done, queue.total, queue.has_open) == (5, 5, False)
