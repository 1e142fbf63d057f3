"""The quality of a blend for its members, above all for the least satisfied of them.

    python -m bench.blend --data DIR [--bed lb|ml] [--size 3] [--groups 130]

The groups are members of a bed, drawn at random (always the same groups). The application's own functions
make one list for each group. The score of the list for a member is NDCG@20 of the member's own held-out
films, without those that another member has watched. For shares of misery from 0 (the average counts) to 1
(only the least pleased member counts) it prints the mean over all members, and the mean over the lowest score
of each group.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from bench.beds import Bed, Member, load_bed
from bench.rankers import TOP, model_of, most_voted
from bench.ranking_figures import score
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.models.defaults import MAX_RECOMMENDATIONS

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def ranked(members: Sequence[Member], bed: Bed, misery: float) -> list[int]:
    """Return one list for ``members``, in which the least pleased member has the weight ``misery``."""
    exclusions = Exclusions()
    models = [model_of(member.rated, exclusions, member.name, popular=most_voted(bed)) for member in members]
    group = GroupRanker(models, exclusions, misery=misery)
    details = [bed.films[each.candidate.item.tmdb_id] for each in group.best(MAX_RECOMMENDATIONS)]
    return [each.candidate.item.tmdb_id for each in group.rank(details, TOP)]


def served(members: Sequence[Member], bed: Bed, misery: float) -> list[float]:
    """Return NDCG@20 of one list for each of ``members``; a member without films to find is left out."""
    order = ranked(members, bed, misery)
    watched = {each.item.tmdb_id for member in members for each in member.rated}
    wanted = [member.held_out - watched for member in members]
    return [score(order, each, bed.films)[0] for each in wanted if each]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How well a blend serves its members.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bed", choices=("lb", "ml"), default="lb")
    parser.add_argument("--size", type=int, default=3)
    parser.add_argument("--groups", type=int, default=130)
    asked = parser.parse_args()
    bed = load_bed(asked.data, asked.bed, None)
    draw = random.Random(20)
    groups = [draw.sample(bed.members, asked.size) for _ in range(asked.groups)]
    print("| misery | mean | least |\n|---|---|---|")
    for share in SHARES:
        results = [served(group, bed, share) for group in groups]
        print(f"| {share} | {fmean(map(fmean, results)):.4f} | {fmean(map(min, results)):.4f} |", flush=True)


if __name__ == "__main__":
    main()
