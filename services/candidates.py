"""The films that the seeds point to, tallied as the seeds arrive, in any order."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from heapq import heapify, heappop
from typing import Literal

from services.eligibility import Eligibility, is_concert
from services.exclusions import Exclusions
from services.models.films import Item, ListItem
from services.models.ranking import Candidate, ScoredCandidate, Seed, Vote
from services.reasons import reasons_for
from services.scoring import fit_score, vote_share, votes_score
from services.seeds import strength
from services.taste import Taste
from services.weights import DEFAULT, Weights

MICRO = 1_000_000  # votes are summed in whole millionths, so that no order of arrival changes a sum
LONGEST_LIST = 40

Mention = tuple[int, Literal["similar", "recommendations"], int]  # TMDB id, list, 0-based rank


def without_lists(item: Item) -> Item:
    """``item`` without its lists, which are most of its memory."""
    return replace(item, similar=(), recommendations=())


class CandidatePool:
    """Candidates with the votes of the seeds. What it answers depends on what was added, never on the order.

    One thread owns it. The lists of a seed are read once, when it is added; what stays is one ``ListItem``
    for each candidate, and a small tuple for each mention.
    """

    def __init__(self, eligibility: Eligibility, similar_limit: int = 12, weights: Weights = DEFAULT) -> None:
        self.eligibility = eligibility
        self.weights = weights
        self._similar_limit = similar_limit
        self._items: dict[int, ListItem] = {}  # as the newest list shows them
        self._votes: dict[int, list[Mention]] = {}  # by candidate, naming the voter
        self._mentions: dict[int, list[Mention]] = {}  # by voter, naming the candidate
        self._voters: dict[int, Seed] = {}
        self._tallies: dict[int, int] = {}  # of seeds in millionths, by candidate
        self._support: dict[int, int] = {}  # of supporters in millionths, by candidate
        self._scores: dict[int, float | None] = {}  # known ones for ``_scored_for``; None: not to be shown
        self._scored_for: tuple[Taste | None, float] = (None, 0.0)
        self._shares = {
            "similar": self._in_millionths(weights.similar),
            "recommendations": self._in_millionths(weights.recommendations),
        }

    def __len__(self) -> int:
        """Number of films that a seed mentions."""
        return len(self._tallies)

    @property
    def has_seeds(self) -> bool:
        """Whether a film brings candidates; supporters alone do not."""
        return any(not seed.supporting for seed in self._voters.values())

    def add_seed(self, seed: Seed) -> None:
        """Take in the votes of both lists of ``seed``; of seeds with one film the strongest counts."""
        seed_id = seed.item.tmdb_id
        known = self._voters.get(seed_id)
        if known is None:
            self._mentions[seed_id] = self._read(seed.item)
        elif strength(known) >= strength(seed):
            return
        else:
            self._count(known, -1)
        self._voters[seed_id] = replace(seed, item=without_lists(seed.item))
        self._count(seed, 1)

    def best(
        self, n: int, taste: Taste, seen: Exclusions, skip: Container[int] = (), discovery: float = 0.0
    ) -> tuple[ScoredCandidate, ...]:
        """The best ``n`` unseen films by list data alone, best first, without the ids in ``skip``."""
        found: list[ScoredCandidate] = []
        for score, tmdb_id in self._falling(taste, discovery):
            if len(found) >= n:
                break
            item = self._items[tmdb_id]
            if tmdb_id not in skip and not seen.contains(item):
                reasons = reasons_for(item, self.contributions(tmdb_id), taste)
                found.append(ScoredCandidate(self.candidate(tmdb_id), score, reasons))
        return tuple(found)

    def candidate(self, tmdb_id: int) -> Candidate:
        """The candidate, its votes in order of seed, list and rank."""
        votes = (Vote(seed_id, source, rank) for seed_id, source, rank in sorted(self._votes[tmdb_id]))
        return Candidate(self._items[tmdb_id], tuple(votes))

    def tally(self, tmdb_id: int) -> float:
        """The weighted votes for a film; 0 for one that no seed mentions."""
        of_seeds = self._tallies.get(tmdb_id)
        return 0.0 if of_seeds is None else (of_seeds + self._support.get(tmdb_id, 0)) / MICRO

    def contributions(self, tmdb_id: int) -> tuple[tuple[float, Seed], ...]:
        """How much each voter says for a film."""
        return self._summed(self._votes.get(tmdb_id, ()))

    def back_contributions(self, item: Item) -> tuple[tuple[float, Seed], ...]:
        """How much ``item``'s own lists say for each voter: the same count with the roles exchanged."""
        return self._summed(mention for mention, _ in self._lists(item) if mention[0] in self._voters)

    def _falling(self, taste: Taste, discovery: float) -> Iterator[tuple[float, int]]:
        if self._scored_for[0] is not taste or self._scored_for[1] != discovery:
            self._scores.clear()
            self._scored_for = (taste, discovery)
        for tmdb_id in self._tallies.keys() - self._scores.keys():
            self._scores[tmdb_id] = self._score(tmdb_id, taste, discovery)
        heap = [(-score, tmdb_id) for tmdb_id, score in self._scores.items() if score is not None]
        heapify(heap)
        while heap:
            negative, tmdb_id = heappop(heap)
            yield -negative, tmdb_id

    def _score(self, tmdb_id: int, taste: Taste, discovery: float) -> float | None:
        item = self._items[tmdb_id]
        if not self.eligibility.admits(item) or (is_concert(item) and not taste.watches_concerts):
            return None
        return votes_score(self.tally(tmdb_id)) + fit_score(item, taste, self.weights, discovery)

    def _read(self, item: Item) -> list[Mention]:
        mentions: list[Mention] = []
        for mention, neighbour in self._lists(item):
            candidate_id, source, rank = mention
            mentions.append(mention)
            self._votes.setdefault(candidate_id, []).append((item.tmdb_id, source, rank))
            known = self._items.setdefault(candidate_id, neighbour)
            if known is not neighbour and known != neighbour and _newness(neighbour) > _newness(known):
                self._items[candidate_id] = neighbour
        return mentions

    def _lists(self, item: Item) -> Iterator[tuple[Mention, ListItem]]:
        for rank, neighbour in enumerate(item.similar[: self._similar_limit]):
            yield (neighbour.tmdb_id, "similar", rank), neighbour
        for rank, neighbour in enumerate(item.recommendations[:LONGEST_LIST]):
            yield (neighbour.tmdb_id, "recommendations", rank), neighbour

    def _count(self, seed: Seed, sign: int) -> None:
        tallies = self._support if seed.supporting else self._tallies
        for tmdb_id, source, rank in self._mentions[seed.item.tmdb_id]:
            value = round(seed.weight * self._shares[source][rank])
            tallies[tmdb_id] = tallies.get(tmdb_id, 0) + sign * value
            self._scores.pop(tmdb_id, None)

    def _summed(self, mentions: Iterable[Mention]) -> tuple[tuple[float, Seed], ...]:
        said: dict[int, int] = {}
        for seed_id, source, rank in mentions:
            value = round(self._voters[seed_id].weight * self._shares[source][rank])
            said[seed_id] = said.get(seed_id, 0) + value
        return tuple((said[seed_id] / MICRO, self._voters[seed_id]) for seed_id in sorted(said))

    def _in_millionths(self, of_list: float) -> list[int]:
        return [round(MICRO * of_list * vote_share(rank, self.weights)) for rank in range(LONGEST_LIST)]


def _newness(item: ListItem) -> tuple[int, str]:
    return item.vote_count, repr(item)  # votes only ever grow; the rest makes the order total
