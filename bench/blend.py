"""How well a blend serves its members, the least served among them above all.

    python -m bench.blend --data DIR [--bed lb|ml] [--size 3] [--groups 130]

Groups of members of a bed, drawn at random (always the same), get one list each by the app's own functions;
each member scores it by their own hidden films (NDCG@20), those left out that another has seen. Prints, for
shares of misery from 0 (the average) to 1 (the least pleased alone), the mean of all members and of each
group's least.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from bench.beds import Bed, Member, load_bed
from bench.quality import TOP, score
from services.candidates import CandidatePool
from services.eligibility import Eligibility
from services.exclusions import Exclusions
from services.group_ranking import GroupRanker, MemberModel
from services.seeds import select_seeds
from services.taste import TasteBuilder

TODAY = "2026-01-01"
DETAILED = 150
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def ranked(members: Sequence[Member], bed: Bed, misery: float) -> list[int]:
    """One list for ``members``, the least pleased among them counting ``misery``."""
    seen, models = Exclusions(), []
    for member in members:
        tastes, pool = TasteBuilder(), CandidatePool(Eligibility(TODAY))
        for rated in member.rated:
            tastes.add(rated)
            seen.add(rated.interaction)
            seen.add_item(rated.item)
        for seed in select_seeds(member.rated).voters:
            pool.add_seed(seed)
        models.append(MemberModel(member.name, pool, tastes))
    group = GroupRanker(models, seen, misery=misery)
    details = [bed.films[each.candidate.item.tmdb_id] for each in group.best(DETAILED)]
    return [each.candidate.item.tmdb_id for each in group.rank(details, TOP)]


def served(members: Sequence[Member], bed: Bed, misery: float) -> list[float]:
    """NDCG@20 of one list for each of ``members``."""
    order = ranked(members, bed, misery)
    seen = {each.item.tmdb_id for member in members for each in member.rated}
    return [score(order, member.hidden - seen, bed.films)[0] for member in members if member.hidden - seen]


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
