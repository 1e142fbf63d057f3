"""A real profile through the whole application, checked from outside.

    python -m bench.real_profile --data DIR [--user N] [--users FILE]

It serves member N of the users file, and the recorded catalogue, with the stand-in at its default latencies.
It starts the application as in production, runs the whole job over HTTP and compares the result with the
member's own films. It prints figures, and ends with 1 when a recommendation breaks a rule. DIR holds
``catalogue.jsonl.gz``, ``similar.json.gz``, ``recommendations.json.gz`` and the users file.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.client import Client, Run
from bench.lower_bound import DEFAULT, Workload, total_s
from bench.processes import app, standin
from services.models.defaults import MIN_RATING, SEED_MIN_STARS

OK = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the users file: ids of watched films, titles by id of films rated four stars or more."""

    name: str
    watched: frozenset[int]
    loved: Mapping[int, str]
    held_out: frozenset[int]  # loved films that the profile does not show

    @classmethod
    def read(cls, path: Path, number: int) -> "Member":
        """Return member ``number``, from 0, of the file at ``path``."""
        with gzip.open(path, "rt", encoding="utf-8") as file:
            record = json.load(file)[number]
        profile = record["profile"]
        seeds = (film for film in profile if (film["rating"] or 0) >= SEED_MIN_STARS)
        loved = {film["tmdb_id"]: film["title"] for film in seeds}
        watched = frozenset(film["tmdb_id"] for film in profile)
        return cls(record["user"].lower(), watched, loved, frozenset(record.get("hidden", ())))


def main() -> int:
    """Run the job and check it."""
    parser = argparse.ArgumentParser(prog="python -m bench.real_profile", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the recorded world")
    parser.add_argument("--user", type=int, default=0, help="which member of the users file, from 0")
    parser.add_argument("--users", default="dev_users.json.gz", help="the users file in that folder")
    options = parser.parse_args()
    member = Member.read(options.data / options.users, options.user)
    run = _run(options.data, options.users, member)
    _print_figures(run, member)
    violations = [*_violations(run, member, _ratings(options.data))]
    for violation in violations:
        print(f"VIOLATION  {violation}")
    print("FAIL" if violations else "PASS: unseen, good enough, and for a reason that holds")
    return 1 if violations else 0


def _run(data: Path, users: str, member: Member) -> Run:
    latencies = (
        f"--latency-letterboxd-ms={1000 * DEFAULT.letterboxd_s:g}",
        f"--latency-tmdb-ms={1000 * DEFAULT.tmdb_s:g}",
        f"--latency-justwatch-ms={1000 * DEFAULT.justwatch_s:g}",
    )
    folder = str(data.resolve())
    with (
        standin("standin", "--data", folder, "--users", users, *latencies) as upstreams,
        app(upstreams) as served,
    ):
        return Client(served.url).run(member.name)


def _violations(run: Run, member: Member, ratings: Mapping[int, float]) -> Iterator[str]:
    if run.status != OK or not run.recommendations:
        yield f"status {run.status}, {len(run.recommendations)} recommendations"
    for card in run.recommendations:
        shown = f"{card['title']} ({card['year']})"
        if card["tmdb_id"] in member.watched:
            yield f"{shown} is among the member's films"
        if card["rating_tmdb"] < MIN_RATING or ratings[card["tmdb_id"]] < MIN_RATING:
            yield f"{shown} is rated {ratings[card['tmdb_id']]}, below {MIN_RATING}"
        named = [reason["tmdb_id"] for reason in card["reasons"]]
        if not named or not set(named) <= member.loved.keys():
            yield f"{shown} is there because of {named}: not all of them are rated {SEED_MIN_STARS:g} or more"
        if not any(title in card["reason"] for title in _titles(named, member)):
            yield f"{shown}: {card['reason']!r} names none of the films behind it"


def _titles(named: Sequence[int], member: Member) -> list[str]:
    return [member.loved[tmdb_id] for tmdb_id in named if tmdb_id in member.loved]


def _print_figures(run: Run, member: Member) -> None:
    work = Workload(len(member.watched), len(member.watched), len(run.recommendations))
    unmatched = run.result.get("unmatched", [])
    found = sum(card["tmdb_id"] in member.held_out for card in run.recommendations)
    figures: dict[str, Any] = {
        "films": f"{len(member.watched)}, {len(member.loved)} of them with {SEED_MIN_STARS:g} stars or more",
        "unmatched": ", ".join(f"{film['title']} ({film['year']})" for film in unmatched) or "none",
        "recommendations": len(run.recommendations),
        "of loved films that were held out": f"{found} of {len(member.held_out)} found",
        "first card": f"{run.first_card_s or 0:.2f} s",
        "total": f"{run.total_s:.2f} s, {run.total_s / total_s(work):.2f} x the lower bound",
    }
    for name, figure in figures.items():
        print(f"{name}: {figure}")


def _ratings(data: Path) -> dict[int, float]:
    """Return TMDB's recorded ratings by id."""
    with gzip.open(data / "catalogue.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {film["tmdb_id"]: film["vote_average"] for film in map(json.loads, lines)}


if __name__ == "__main__":
    sys.exit(main())
