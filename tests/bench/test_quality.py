"""What the quality bench measures is the app's own ranking, on any members of the right shape."""

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.beds import Bed, Member
from bench.rankers import Options, product
from bench.ranking_figures import distinct_films, score
from pipeline.resources import RecommenderOptions
from services.models.films import Item
from tests.pipeline.fakes import FakeJustWatch, FakeLetterboxd, FakeTmdb, fake_pipeline
from tests.services.films import film, scene

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("detailed", [3, 150])
@pytest.mark.parametrize("seed", range(4))
def test_the_bench_ranks_as_a_job_does(seed: int, detailed: int) -> None:
    world = scene(40, seed)
    profile = tuple(
        replace(each, interaction=replace(each.interaction, slug=f"film-{each.item.tmdb_id}"))
        for each in world.profile
    )
    ranked = product(Options(detailed=detailed))(Member("anna", profile, frozenset()), Bed(world.films, ()))
    films = [replace(each.interaction, tmdb_id=each.item.tmdb_id) for each in profile]
    with fake_pipeline(FakeLetterboxd(films), FakeTmdb(*world.films.values()), FakeJustWatch()) as fake:
        fake.options = RecommenderOptions(max_recommendations=detailed)
        report = fake.run(include_streaming=False)
    assert [card.scored.candidate.item.tmdb_id for card in report.recommendations] == ranked
    assert ranked


def test_a_list_is_scored_by_the_films_that_were_held_out() -> None:
    films = {number: film(number, genres=("Drama",) if number % 2 else ("War",)) for number in range(1, 5)}
    ndcg, hit, recall, reciprocal, diversity, votes = score([1, 2, 3], frozenset({2, 9}), films)
    assert ndcg == pytest.approx(0.6309 / 1.6309, abs=1e-3)
    assert (hit, recall, reciprocal) == (1.0, 0.5, 0.5)
    assert diversity == pytest.approx(2 / 3)
    assert votes == pytest.approx(3.0)


def test_the_interval_of_distinct_films_lies_around_their_number() -> None:
    shown, low, high = distinct_films([[number, number + 1] for number in range(50)])
    assert shown == 51
    assert low < shown < high


def write(path: Path, content: object) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(content, file)


def record(item: Item) -> dict[str, object]:
    facts = {name: getattr(item, name) for name in FACTS}
    return {**facts, "runtime": 100, "director": "Ann, Bo", "cast": ["Cy"], "imdb_id": None}


FACTS = (
    "tmdb_id", "title", "original_title", "year", "release_date", "genres",
    "vote_average", "vote_count", "popularity", "original_language",
)  # fmt: skip


def test_it_takes_another_file_of_members(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with gzip.open(data / "catalogue.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record(film(number))) + "\n" for number in range(1, 9))
    for name in ("similar", "recommendations"):
        write(data / f"{name}.json.gz", {"1": [4, 5, 6], "2": [5, 6, 7]})
    rated = [{"tmdb_id": n, "title": f"Film {n}", "year": 2010, "rating": 4.5} for n in (1, 2, 3, 999)]
    members = [
        {"user": "a", "profile": rated, "hidden": [5, 998]},
        {"user": "nothing held out", "profile": rated, "hidden": []},
    ]
    (tmp_path / "members.json").write_text(json.dumps(members), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "bench.quality",
        "--data",
        "data",
        "--users",
        "members.json",
        "--bed",
        "lb",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "| this app | 0." in done.stdout
    assert "(1 members)" in done.stdout
