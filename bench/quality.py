"""The quality of the ranking, for members of whose liked films half are held out.

    python -m bench.quality --data DIR --bed lb|ml [--users FILE] [--count N | --ablate | --sensitivity]

It runs the application's own functions in their two stages, and two baselines. It prints each figure with a
bootstrap 95 % interval over members. A film counts as found when it is among the held-out films.
"""

import argparse
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from statistics import fmean

from bench.beds import Bed, load_bed
from bench.rankers import DEFAULTS, ELIGIBILITY, Options, Ranker, in_order, popularity, product
from bench.ranking_figures import FIGURES, distinct_films, interval, score
from services.seeds import FEWER_SUPPORT_MIN_STARS
from services.weights import DEFAULT, Weights

PARTS = (
    "recommendations", "similar", "quality", "genre", "era", "fame", "language", "director", "cast",
    "back_links",
)  # fmt: skip


def table(bed: Bed) -> None:
    """Print the ranking beside its baselines."""
    print(f"| ranking | {' | '.join(FIGURES)} | distinct films |")
    print("|---" * (len(FIGURES) + 2) + "|")
    _line("popularity", popularity, bed)
    before = _line("in order", in_order, bed)
    now = _line("this app", product(Options()), bed)
    print(f"\nNDCG@20 is {now / before:.2f} times that of the in-order list ({len(bed.members)} members).")


def _line(name: str, ranker: Ranker, bed: Bed) -> float:
    lists = [ranker(member, bed) for member in bed.members]
    scored = [
        score(ranked, member.held_out, bed.films) for ranked, member in zip(lists, bed.members, strict=True)
    ]
    columns = list(zip(*scored, strict=True))
    cells = ["{:.3f} [{:.3f}, {:.3f}]".format(*interval(column)) for column in columns]
    cells.append("{:.0f} [{:.0f}, {:.0f}]".format(*distinct_films(lists)))
    print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return fmean(columns[0])


def sweep(bed: Bed, variants: Iterable[tuple[str, Options]], base: Options = DEFAULTS) -> None:
    """Print NDCG@20 and genre diversity of each variant, and the change against ``base``."""
    ndcg, diversity = _brief(bed, base)
    print(f"{'defaults':28} {ndcg:.4f}          {diversity:.3f}", flush=True)
    for name, options in variants:
        other, other_diversity = _brief(bed, options)
        print(f"{name:28} {other:.4f}  {other - ndcg:+.4f}  {other_diversity:.3f}", flush=True)


def _brief(bed: Bed, options: Options) -> tuple[float, float]:
    ranker = product(options)
    scored = [score(ranker(member, bed), member.held_out, bed.films) for member in bed.members]
    return fmean(figures[0] for figures in scored), fmean(figures[4] for figures in scored)


def ablations() -> Iterable[tuple[str, Options]]:
    """Yield the application without each of its parts, and with other settings."""
    for name in PARTS:
        yield f"without {name}", Options(weights=replace(DEFAULT, **{name: 0.0}))
    yield "without supporters", Options(with_supporters=False)
    yield "without popular films", Options(popular=0)
    for strength in (0.0, 0.3, 1.0):
        yield f"diversity {strength}", Options(weights=replace(DEFAULT, diversity=strength))
    yield "no minimum rating", Options(eligibility=replace(ELIGIBILITY, min_rating=0.0))
    yield "no minimum of votes", Options(eligibility=replace(ELIGIBILITY, min_votes=0))
    yield "200 votes at least", Options(eligibility=replace(ELIGIBILITY, min_votes=200))
    yield "20 similar", Options(similar_limit=20)
    for detailed in (20, 60, 300):
        yield f"{detailed} films detailed", Options(detailed=detailed)


def fewer_calls(base: Options) -> Iterable[tuple[str, Options]]:
    """Yield options that leave out more and more.

    The second ones are those of the application for a job with ``count``.
    """
    yield "others as lists show them", replace(base, others="listed")
    fewer = replace(base, others="listed", support_min_stars=FEWER_SUPPORT_MIN_STARS)
    yield "and no votes of three stars", fewer
    yield "and no supporters", replace(fewer, with_supporters=False)


def halves_and_doubles() -> Iterable[tuple[str, Options]]:
    """Yield each constant halved and doubled, which shows how much the ranking depends on it."""
    for field in fields(Weights):
        for factor in (0.5, 2.0):
            value = factor * getattr(DEFAULT, field.name)
            yield f"{field.name} {value:g}", Options(weights=replace(DEFAULT, **{field.name: value}))


def main() -> None:
    """Read the arguments and print the tables that they choose."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with catalogue, lists and members")
    parser.add_argument("--bed", choices=("lb", "ml"), required=True, help="learnt lists, or TMDB's of 2018")
    parser.add_argument("--users", help="file of members in that folder, or a path; else the bed's own")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--count", type=int, help="what a job with this count leaves out is worth, instead")
    instead.add_argument("--ablate", action="store_true", help="what each part is worth, instead")
    instead.add_argument(
        "--sensitivity", action="store_true", help="each constant halved and doubled, instead"
    )
    arguments = parser.parse_args()
    bed = load_bed(arguments.data, arguments.bed, arguments.users)
    if arguments.count:
        base = Options(detailed=arguments.count)
        sweep(bed, fewer_calls(base), base)
    elif arguments.ablate:
        sweep(bed, ablations())
    elif arguments.sensitivity:
        sweep(bed, halves_and_doubles())
    else:
        table(bed)


if __name__ == "__main__":
    main()
