"""The films that most people voted for, in a job."""

from errors import UpstreamTimeout
from services.models.histories import Interaction
from services.models.reports import RecommendationReport
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakeTmdb, fake_pipeline
from tests.services.films import film, with_lists

NEAR = film(20, vote_count=100)
SEEDS = [with_lists(film(n, f"Seed {n}", cast=("Ann",)), liked=[NEAR]) for n in (1, 2, 3)]
WITH_REASON = film(30, vote_count=30_000, cast=("Ann",))
WITHOUT = film(40, vote_count=40_000)


def run(tmdb: FakeTmdb) -> RecommendationReport:
    films = [Interaction(each.title, each.year, f"seed-{each.tmdb_id}", 5.0) for each in SEEDS]
    with fake_pipeline(FakeLetterboxd(films), tmdb, FakeJustWatch()) as fake:
        return fake.run(include_streaming=False)


def found(report: RecommendationReport) -> set[int]:
    return {card.scored.candidate.item.tmdb_id for card in report.recommendations}


def test_they_are_recommended_where_there_is_a_reason_and_others_are_not() -> None:
    report = run(FakeTmdb(*SEEDS, NEAR, WITH_REASON, WITHOUT))
    assert found(report) == {NEAR.tmdb_id, WITH_REASON.tmdb_id}
    assert all(card.scored.reasons for card in report.recommendations)


def test_a_job_does_without_them_where_tmdb_refuses_them() -> None:
    tmdb = FakeTmdb(*SEEDS, NEAR, WITH_REASON)
    tmdb.no_popular = UpstreamTimeout("tmdb", "too late")
    assert found(run(tmdb)) == {NEAR.tmdb_id}
