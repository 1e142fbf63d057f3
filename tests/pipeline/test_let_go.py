"""What a job held is gone when the job is: no stage is in a cycle, so nothing waits for the collector."""

import gc
import logging
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import recommender
from errors import UpstreamRefused, UpstreamTimeout
from pipeline.scheduler import Scheduler
from pipeline.stages import JobStages, build_stages
from services.models.events import Event, FilmMatched
from services.models.histories import Export, Profile, ProfileSource
from services.models.requests import RecommendationRequest, WatchlistUse
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakePipeline, FakeTmdb, fake_pipeline
from tests.pipeline.test_stages import OTHER_SEED, PAGES, SEED, world
from tests.thread_jobs import thread_jobs

FILMS = tuple(film for page in PAGES for film in page)
EXPORT = {"export": Export(Profile("anna", FILMS, None, ProfileSource.EXPORT), (), len(FILMS), 0, ())}


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, without_collector: None) -> list["weakref.ref[Any]"]:  # noqa: ARG001
    """Everything that a job is made of, watched as it is built."""
    watched: list[weakref.ref[Any]] = []

    def build_watched(*arguments: Any) -> JobStages:
        stages = build_stages(*arguments)
        choice, shared = stages.choice, stages.shared
        parts: list[object] = [choice.liked, choice.shortlist, choice.ranker, stages.availability]
        parts += [shared.cards, shared.watchlist, stages.preview]
        for member in stages.members:
            parts += [member, member.pool, member.taste, member.enrichment, member.history]
            parts += member.history.side_stages
        watched.extend(map(weakref.ref, parts))
        return stages

    class WatchedScheduler(Scheduler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            watched.append(weakref.ref(self))

    monkeypatch.setattr(recommender, "build_stages", build_watched)
    monkeypatch.setattr(recommender, "Scheduler", WatchedScheduler)
    return watched


@pytest.fixture
def fake() -> Iterator[FakePipeline]:
    with fake_pipeline(FakeLetterboxd(*PAGES), FakeTmdb(*world()), FakeJustWatch()) as fake:
        yield fake


def alive(held: list["weakref.ref[Any]"]) -> set[str]:
    assert held
    return {type(each).__name__ for ref in held if (each := ref()) is not None}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"watchlist": WatchlistUse.MARK},
        {"username": "anna + bert", "usernames": ("anna", "bert")},
        {"liked_ids": (OTHER_SEED,)},
        EXPORT,
    ],
    ids=["pages", "watchlist", "blend", "liked", "export"],
)
def test_nothing_is_left_of_a_job_that_is_done(
    fake: FakePipeline, held: list["weakref.ref[Any]"], fields: dict[str, Any]
) -> None:
    assert fake.run(**fields).recommendations
    fake.drain()
    assert alive(held) == set()


def fail_all_films(fake: FakePipeline) -> None:
    refused = UpstreamRefused("tmdb", "key", status=401)
    fake.tmdb.errors = {SEED: UpstreamTimeout("tmdb", "slow"), OTHER_SEED: refused}


def fail_a_page(fake: FakePipeline) -> None:
    def refuse(page: int) -> None:
        if page == 2:
            raise UpstreamRefused("letterboxd", "no", status=403) from UpstreamTimeout("letterboxd", "slow")

    fake.letterboxd.before_page = refuse


def fail_by_a_defect(fake: FakePipeline) -> None:
    def fail(_: int) -> None:
        raise KeyError("defect")

    fake.tmdb.before_match = fail


def end_early(fake: FakePipeline) -> None:
    fake.deadline_s = 0.0


@pytest.mark.parametrize("spoil", [fail_all_films, fail_a_page, fail_by_a_defect, end_early])
@pytest.mark.parametrize("fields", [{}, EXPORT], ids=["pages", "export"])
def test_nothing_is_left_of_a_job_that_fails(
    fake: FakePipeline,
    held: list["weakref.ref[Any]"],
    spoil: Callable[[FakePipeline], None],
    fields: dict[str, Any],
) -> None:
    spoil(fake)
    logging.disable()  # a record that a test's logger keeps would keep the trace
    try:
        run_to_its_end(fake, fields)
    finally:
        logging.disable(logging.NOTSET)
    assert alive(held) == set()


@pytest.mark.parametrize("fields", [{}, EXPORT], ids=["pages", "export"])
def test_nothing_is_left_of_a_job_that_is_cancelled(
    fake: FakePipeline, held: list["weakref.ref[Any]"], fields: dict[str, Any]
) -> None:
    def cancel(event: Event) -> None:
        if isinstance(event, FilmMatched):
            fake.context.cancel()

    fake.on_event = cancel
    run_to_its_end(fake, fields)
    assert alive(held) == set()


def run_to_its_end(fake: FakePipeline, fields: dict[str, Any]) -> None:
    """A job as the application runs it, whatever it ends with; no thread is at work for it afterwards."""

    with thread_jobs(fake) as (jobs, _):
        request = replace(RecommendationRequest("anna", "US", "United States"), **fields)
        assert jobs.wait(jobs.submit(request, address="a").request_id, 30)
    fake.drain()
