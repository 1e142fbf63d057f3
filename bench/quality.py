"""How good the ranking is, on members whose liked films are half hidden from it.

    python -m bench.quality --data DIR --bed lb|ml [--users FILE] [--ablate] [--diversity-sweep]

Runs the functions that the app runs, in its two stages, beside two baselines, and prints each figure with a bootstrap
95 % interval over members. A film counts as found when it is among the member's hidden ones.
"""

import argparse
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from math import log2, log10
from pathlib import Path
from statistics import fmean

from bench.beds import Bed, Member, load_bed
from services.candidates import CandidatePool
from services.exclusion import Floor, SeenIndex
from services.models import Item
from services.recommender import rank
from services.seeds import select_seeds
from services.taste import TasteBuilder
from services.weights import DEFAULT, Weights

TODAY = "2026-01-01"
TOP = 20
DETAILED = 150
RESAMPLES = 1000
WHAT = ("NDCG@20", "HR@10", "recall@20", "MRR", "genre diversity", "log10 votes")

Ranker = Callable[[Member, Bed], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Options:
    """How the app is set: the defaults of its settings."""

    weights: Weights = DEFAULT
    similar_limit: int = 12
    detailed: int = DETAILED
    floor: Floor = Floor(TODAY)
    with_supporters: bool = True


def product(options: Options) -> Ranker:
    """The app's ranking: all seeds, the best by list data, their details, the final order."""

    def ranker(member: Member, bed: Bed) -> list[int]:
        taste, seen = TasteBuilder(weights=options.weights), _seen(member)
        for rated in member.rated:
            taste.add(rated)
        pool = CandidatePool(options.floor, options.similar_limit, options.weights)
        selection = select_seeds(member.rated)
        for seed in selection.voters if options.with_supporters else selection.seeds:
            pool.add_seed(seed)
        shortlist = pool.best(options.detailed, taste.taste(), seen)
        items = [bed.films[each.candidate.item.tmdb_id] for each in shortlist]
        return [each.candidate.item.tmdb_id for each in rank(pool, items, taste.taste(), seen)]

    return ranker


def popularity(member: Member, bed: Bed) -> list[int]:
    """Baseline: the films with most votes that the member has not seen."""
    seen = {rated.item.tmdb_id for rated in member.rated}
    most = sorted(bed.films.values(), key=lambda film: -film.vote_count)
    return [film.tmdb_id for film in most[: TOP + len(seen)] if film.tmdb_id not in seen][:TOP]


def in_order(member: Member, bed: Bed) -> list[int]:
    """Baseline: the first twelve similar films of each film rated 4+, TMDB 7.0 or better, in the order found."""
    del bed
    seen = {rated.item.tmdb_id for rated in member.rated}
    loved = [rated.item for rated in member.rated if (rated.interaction.rating_stars or 0) >= 4]
    found = (near for film in loved for near in film.similar[:12] if near.vote_average >= 7.0)
    return list(dict.fromkeys(near.tmdb_id for near in found if near.tmdb_id not in seen))[:TOP]


def _seen(member: Member) -> SeenIndex:
    seen = SeenIndex()
    for rated in member.rated:
        seen.add(rated.interaction)
        seen.add_item(rated.item)
    return seen


def judge(ranked: Sequence[int], hidden: frozenset[int], films: Mapping[int, Item]) -> tuple[float, ...]:
    """The figures of ``WHAT`` for one member."""
    top = ranked[:TOP]
    gain = sum(1 / log2(place + 2) for place, tmdb_id in enumerate(top) if tmdb_id in hidden)
    ideal = sum(1 / log2(place + 2) for place in range(min(TOP, len(hidden))))
    first = next((place for place, tmdb_id in enumerate(ranked, start=1) if tmdb_id in hidden), None)
    genres = [set(films[tmdb_id].genres) for tmdb_id in top]
    unlike = [1 - len(one & two) / len(one | two) if one | two else 0.0 for one, two in combinations(genres, 2)]
    return (
        gain / ideal,
        float(any(tmdb_id in hidden for tmdb_id in top[:10])),
        sum(tmdb_id in hidden for tmdb_id in top) / len(hidden),
        1 / first if first else 0.0,
        fmean(unlike) if unlike else 0.0,
        fmean(log10(max(1, films[tmdb_id].vote_count)) for tmdb_id in top) if top else 0.0,
    )


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean of ``values`` and its bootstrap 95 % interval (percentiles of resampled means; the seed is fixed)."""
    draw = random.Random(20)
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return fmean(values), means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]


def run(name: str, ranker: Ranker, bed: Bed) -> list[tuple[float, ...]]:
    """Judge ``ranker`` on every member and print its line of the table."""
    lists = [ranker(member, bed) for member in bed.members]
    figures = [judge(ranked, member.hidden, bed.films) for ranked, member in zip(lists, bed.members, strict=True)]
    cells = ["{:.3f} [{:.3f}, {:.3f}]".format(*interval(column)) for column in zip(*figures, strict=True)]
    distinct = len({tmdb_id for ranked in lists for tmdb_id in ranked[:TOP]})
    print(" | ".join(["", name, *cells, str(distinct), ""]).strip(), flush=True)
    return figures


def table(bed: Bed, options: Options) -> None:
    """Print the ranking beside its baselines."""
    print(" | ".join(["", "ranking", *WHAT, "distinct films", ""]).strip())
    print("|" + "---|" * (len(WHAT) + 2))
    run("popularity", popularity, bed)
    before = fmean(figures[0] for figures in run("in order", in_order, bed))
    now = fmean(figures[0] for figures in run("this app", product(options), bed))
    print(f"\nNDCG@20 is {now / before:.2f} times that of the in-order list ({len(bed.members)} members)")


def sweep(bed: Bed, variants: Iterable[tuple[str, Options]]) -> None:
    """Print NDCG@20 and genre diversity of each variant against the defaults."""
    usual = _brief(bed, Options())
    print(f"{'defaults':32} {usual[0]:.4f}          {usual[1]:.3f}")
    for name, options in variants:
        ndcg, diversity = _brief(bed, options)
        print(f"{name:32} {ndcg:.4f} {ndcg - usual[0]:+.4f}  {diversity:.3f}", flush=True)


def _brief(bed: Bed, options: Options) -> tuple[float, float]:
    ranker = product(options)
    figures = [judge(ranker(member, bed), member.hidden, bed.films) for member in bed.members]
    return fmean(each[0] for each in figures), fmean(each[4] for each in figures)


PARTS = ("recommendations", "similar", "quality", "genre", "era", "fame", "language", "director", "back_links", "diversity")


def ablations() -> Iterable[tuple[str, Options]]:
    """The app without each of its parts, and with other settings."""
    for name in PARTS:
        yield f"without {name}", Options(weights=replace(DEFAULT, **{name: 0.0}))
    yield "without supporters", Options(with_supporters=False)
    yield "without the rating floor", Options(floor=Floor(TODAY, min_rating=0.0))
    for votes in (0, 200):
        yield f"vote floor {votes}", Options(floor=Floor(TODAY, min_votes=votes))
    for detailed in (20, 60, 300):
        yield f"{detailed} films detailed", Options(detailed=detailed)
    yield "20 similar", Options(similar_limit=20)


def halves_and_doubles() -> Iterable[tuple[str, Options]]:
    """Each constant halved and doubled: how flat the summit is."""
    for field in fields(Weights):
        for factor in (0.5, 2.0):
            value = factor * getattr(DEFAULT, field.name)
            yield f"{field.name} {value:g}", Options(weights=replace(DEFAULT, **{field.name: value}))


def main() -> None:
    """Read the arguments and print what they ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the catalogue, lists and members")
    parser.add_argument("--bed", choices=("lb", "ml"), required=True, help="which lists: learnt ones, or TMDB's of 2018")
    parser.add_argument("--users", help="file of members in that folder, or a path; the bed's own when left out")
    parser.add_argument("--ablate", action="store_true", help="what each part is worth, instead of the table")
    parser.add_argument("--sensitivity", action="store_true", help="each constant halved and doubled, instead")
    arguments = parser.parse_args()
    bed = load_bed(arguments.data, arguments.bed, arguments.users)
    if arguments.ablate:
        sweep(bed, ablations())
    elif arguments.sensitivity:
        sweep(bed, halves_and_doubles())
    else:
        table(bed, Options())


if __name__ == "__main__":
    main()
