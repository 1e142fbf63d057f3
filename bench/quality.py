"""How good the ranking is, on members half of whose liked films are hidden from it.

    python -m bench.quality --data DIR --bed lb|ml [--users FILE] [--ablate | --sensitivity]

Runs the functions that the app runs, in its two stages, beside two baselines, and prints each figure with a
bootstrap 95 % interval over members. A film counts as found when it is among those hidden.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from math import log2, log10
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that the file also runs by its path

from bench.beds import Bed, Member, load_bed
from services.candidates import CandidatePool
from services.eligibility import Eligibility
from services.exclusions import Exclusions
from services.models.films import Item
from services.recommender import is_shown, rank
from services.seeds import SEED_MIN_STARS, select_seeds
from services.taste import Taste, TasteBuilder
from services.weights import DEFAULT, Weights

ELIGIBILITY = Eligibility(today="2026-01-01")
SIMILAR = 12  # SIMILAR_RESULTS_PER_FILM
DETAILED = 150  # MAX_RECOMMENDATIONS: so many films' details are read
TOP = 20
RESAMPLES = 1000
FIGURES = ("NDCG@20", "HR@10", "recall@20", "MRR", "genre diversity", "log10 votes")
PARTS = (
    "recommendations",
    "similar",
    "quality",
    "genre",
    "era",
    "fame",
    "language",
    "director",
    "back_links",
)

Ranker = Callable[[Member, Bed], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Options:
    """How the app is set; the defaults are those of its settings."""

    weights: Weights = DEFAULT
    similar_limit: int = SIMILAR
    detailed: int = DETAILED
    eligibility: Eligibility = ELIGIBILITY
    with_supporters: bool = True


def product(options: Options) -> Ranker:
    """The app's ranking: all seeds, the best by list data, their details, the final order."""

    def ranker(member: Member, bed: Bed) -> list[int]:
        builder, seen = TasteBuilder(weights=options.weights), Exclusions()
        for rated in member.rated:
            builder.add(rated)
            seen.add(rated.interaction)
            seen.add_item(rated.item)
        taste = builder.taste()
        pool = CandidatePool(options.eligibility, options.similar_limit, options.weights)
        selection = select_seeds(member.rated)
        for seed in selection.voters if options.with_supporters else selection.seeds:
            pool.add_seed(seed)
        details = _details(options.detailed, pool, taste, seen, bed)
        return [each.candidate.item.tmdb_id for each in rank(pool, details, taste, seen)]

    return ranker


def _details(count: int, pool: CandidatePool, taste: Taste, seen: Exclusions, bed: Bed) -> list[Item]:
    """The best ``count`` films by list data; those that their details rule out are replaced, as in a job."""
    out: set[int] = set()
    while True:
        best = [bed.films[each.candidate.item.tmdb_id] for each in pool.best(count, taste, seen, out)]
        wrong = {film.tmdb_id for film in best if not is_shown(film, pool, taste, seen)}
        if not wrong:
            return best
        out |= wrong


def popularity(member: Member, bed: Bed) -> list[int]:
    """Baseline: the films with most votes that the member has not seen."""
    seen = {rated.item.tmdb_id for rated in member.rated}
    most = sorted(bed.films.values(), key=lambda film: -film.vote_count)[: TOP + len(seen)]
    return [film.tmdb_id for film in most if film.tmdb_id not in seen]


def in_order(member: Member, bed: Bed) -> list[int]:
    """Baseline: the first twelve similar of each film rated 4+, TMDB 7.0 or better, as they come.

    The best rated film comes first, which is worth .002 / .005 to it.
    """
    del bed
    seen = {rated.item.tmdb_id for rated in member.rated}
    by_stars = sorted(member.rated, key=lambda rated: -(rated.interaction.rating_stars or 0.0))
    loved = [each.item for each in by_stars if (each.interaction.rating_stars or 0.0) >= SEED_MIN_STARS]
    found = (near for film in loved for near in film.similar[:SIMILAR])
    good = (near.tmdb_id for near in found if near.vote_average >= ELIGIBILITY.min_rating)
    return list(dict.fromkeys(tmdb_id for tmdb_id in good if tmdb_id not in seen))


def score(ranked: Sequence[int], hidden: frozenset[int], films: Mapping[int, Item]) -> tuple[float, ...]:
    """The ``FIGURES`` for one member."""
    top = ranked[:TOP]
    gain = sum(1 / log2(place + 2) for place, tmdb_id in enumerate(top) if tmdb_id in hidden)
    ideal = sum(1 / log2(place + 2) for place in range(min(TOP, len(hidden))))
    first = next((place for place, tmdb_id in enumerate(ranked, start=1) if tmdb_id in hidden), None)
    genres = [set(films[tmdb_id].genres) for tmdb_id in top]
    unlike = [1 - len(one & two) / (len(one | two) or 1) for one, two in combinations(genres, 2)]
    return (
        gain / ideal,
        float(any(tmdb_id in hidden for tmdb_id in top[:10])),
        sum(tmdb_id in hidden for tmdb_id in top) / len(hidden),
        1 / first if first else 0.0,
        fmean(unlike) if unlike else 0.0,
        fmean(log10(max(1, films[tmdb_id].vote_count)) for tmdb_id in top) if top else 0.0,
    )


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and its bootstrap 95 % interval: percentiles of resampled means, the same at every run."""
    draw = random.Random(20)
    means = [fmean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES)]
    return fmean(values), *_middle(means)


def distinct_films(lists: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """How many films are in the top of any of ``lists``, and a bootstrap 95 % interval.

    Members drawn anew repeat each other and so show fewer films: their spread is laid around the number.
    """
    draw = random.Random(20)
    tops = [frozenset(ranked[:TOP]) for ranked in lists]
    shown = len(frozenset[int]().union(*tops))
    drawn = [len(frozenset[int]().union(*draw.choices(tops, k=len(tops)))) for _ in range(RESAMPLES)]
    low, high = _middle(drawn)
    return shown, shown + low - fmean(drawn), shown + high - fmean(drawn)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[round(0.025 * len(ordered))], ordered[round(0.975 * len(ordered)) - 1]


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
        score(ranked, member.hidden, bed.films) for ranked, member in zip(lists, bed.members, strict=True)
    ]
    columns = list(zip(*scored, strict=True))
    cells = ["{:.3f} [{:.3f}, {:.3f}]".format(*interval(column)) for column in columns]
    cells.append("{:.0f} [{:.0f}, {:.0f}]".format(*distinct_films(lists)))
    print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return fmean(columns[0])


def sweep(bed: Bed, variants: Iterable[tuple[str, Options]]) -> None:
    """Print NDCG@20 and genre diversity of each variant, and the change against the defaults."""
    ndcg, diversity = _brief(bed, Options())
    print(f"{'defaults':28} {ndcg:.4f}          {diversity:.3f}", flush=True)
    for name, options in variants:
        other, other_diversity = _brief(bed, options)
        print(f"{name:28} {other:.4f}  {other - ndcg:+.4f}  {other_diversity:.3f}", flush=True)


def _brief(bed: Bed, options: Options) -> tuple[float, float]:
    ranker = product(options)
    scored = [score(ranker(member, bed), member.hidden, bed.films) for member in bed.members]
    return fmean(figures[0] for figures in scored), fmean(figures[4] for figures in scored)


def ablations() -> Iterable[tuple[str, Options]]:
    """The app without each of its parts, and with other settings."""
    for name in PARTS:
        yield f"without {name}", Options(weights=replace(DEFAULT, **{name: 0.0}))
    yield "without supporters", Options(with_supporters=False)
    for strength in (0.0, 0.3, 1.0):
        yield f"diversity {strength}", Options(weights=replace(DEFAULT, diversity=strength))
    yield "no rating eligibility", Options(eligibility=replace(ELIGIBILITY, min_rating=0.0))
    yield "no vote eligibility", Options(eligibility=replace(ELIGIBILITY, min_votes=0))
    yield "vote eligibility 200", Options(eligibility=replace(ELIGIBILITY, min_votes=200))
    yield "20 similar", Options(similar_limit=20)
    for detailed in (20, 60, 300):
        yield f"{detailed} films detailed", Options(detailed=detailed)


def halves_and_doubles() -> Iterable[tuple[str, Options]]:
    """Each constant halved and doubled: how flat the summit is."""
    for field in fields(Weights):
        for factor in (0.5, 2.0):
            value = factor * getattr(DEFAULT, field.name)
            yield f"{field.name} {value:g}", Options(weights=replace(DEFAULT, **{field.name: value}))


def main() -> None:
    """Read the arguments and print what they ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with catalogue, lists and members")
    parser.add_argument("--bed", choices=("lb", "ml"), required=True, help="learnt lists, or TMDB's of 2018")
    parser.add_argument("--users", help="file of members in that folder, or a path; else the bed's own")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--ablate", action="store_true", help="what each part is worth, instead")
    instead.add_argument(
        "--sensitivity", action="store_true", help="each constant halved and doubled, instead"
    )
    arguments = parser.parse_args()
    bed = load_bed(arguments.data, arguments.bed, arguments.users)
    if arguments.ablate:
        sweep(bed, ablations())
    elif arguments.sensitivity:
        sweep(bed, halves_and_doubles())
    else:
        table(bed)


if __name__ == "__main__":
    main()
