"""The films that the seeds point to, tallied as the seeds arrive, in any order."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from heapq import heapify, heappop
from typing import Literal

from services.exclusion import Floor, SeenIndex, is_concert
from services.models import Candidate, Item, ListItem, ScoredCandidate, Seed, Vote
from services.reasons import reasons_for
from services.scoring import fit_score, vote_share, votes_score
from services.seeds import strength
from services.taste import Taste
from services.weights import DEFAULT, Weights

MICRO = 1_000_000  # votes are summed in whole millionths, so that no order of arrival changes a sum
LONGEST_LIST = 40

Source = Literal["similar", "recommendations"]


def slim(item: Item) -> Item:
    """``item`` without its lists, which are most of its memory."""
    return replace(item, similar=(), recommendations=())


class CandidatePool:
    """Candidates with the votes of the seeds. What it answers depends on what was added, never on the order.

    One thread owns it. The lists of a seed are read once, when it is added; what stays is a ``ListItem`` a candidate
    and a ``Vote`` a mention.
    """

    def __init__(self, floor: Floor, similar_limit: int = 12, weights: Weights = DEFAULT) -> None:
        self.floor = floor
        self.weights = weights
        self._similar_limit = similar_limit
        self._items: dict[int, ListItem] = {}  # as the newest list shows them
        self._votes: dict[int, list[Vote]] = {}  # by candidate
        self._tallies: dict[int, int] = {}  # in millionths, by candidate that a seed mentions
        self._support: dict[int, int] = {}  # in millionths, of supporters, by candidate
        self._voters: dict[int, Seed] = {}
        self._mentions: dict[int, list[tuple[int, Vote]]] = {}  # candidate and vote, by voter
        self._fits: dict[int, float | None] = {}  # None: not to be shown
        self._fits_for: tuple[Taste | None, float] = (None, 0.0)
        self._shares = {
            "similar": self._in_millionths(weights.similar),
            "recommendations": self._in_millionths(weights.recommendations),
        }

    def __len__(self) -> int:
        """Number of films that a seed mentions."""
        return len(self._tallies)

    def add_seed(self, seed: Seed) -> None:
        """Take in the votes of both lists of ``seed``; of seeds with one film the strongest counts."""
        tmdb_id = seed.item.tmdb_id
        known = self._voters.get(tmdb_id)
        if known is not None and strength(known) >= strength(seed):
            return
        if known is None:
            self._mentions[tmdb_id] = [(item.tmdb_id, vote) for item, vote in self._read(seed.item)]
            for candidate_id, vote in self._mentions[tmdb_id]:
                self._votes.setdefault(candidate_id, []).append(vote)
        else:
            self._count(known, -1)
        self._voters[tmdb_id] = replace(seed, item=slim(seed.item))
        self._count(seed, 1)

    def best(
        self, n: int, taste: Taste, seen: SeenIndex, skip: Container[int] = (), discovery: float = 0.0
    ) -> tuple[ScoredCandidate, ...]:
        """The best ``n`` unseen films by list data alone, best first, without those whose ids are in ``skip``."""
        found: list[ScoredCandidate] = []
        for score, tmdb_id in self._falling(taste, discovery):
            if len(found) >= n:
                break
            item = self._items[tmdb_id]
            if tmdb_id not in skip and not seen.contains(item):
                reasons = reasons_for(item, self.voices(tmdb_id), taste)
                found.append(ScoredCandidate(self.candidate(tmdb_id), score, reasons))
        return tuple(found)

    def candidate(self, tmdb_id: int) -> Candidate:
        """The candidate, its votes in order of seed, list and rank."""
        votes = sorted(self._votes[tmdb_id], key=lambda vote: (vote.seed_id, vote.source, vote.rank))
        return Candidate(self._items[tmdb_id], tuple(votes))

    def tally(self, tmdb_id: int) -> float:
        """The weighted votes for a film; 0 for one that no seed mentions."""
        if tmdb_id not in self._tallies:
            return 0.0
        return (self._tallies[tmdb_id] + self._support.get(tmdb_id, 0)) / MICRO

    def voices(self, tmdb_id: int) -> tuple[tuple[float, Seed], ...]:
        """How much each voter says for a film."""
        return self._summed(self._votes.get(tmdb_id, ()))

    def back_voices(self, item: Item) -> tuple[tuple[float, Seed], ...]:
        """How much ``item``'s own lists say for each voter: the same count with the roles exchanged."""
        back = (
            Vote(neighbour.tmdb_id, vote.source, vote.rank)
            for neighbour, vote in self._mentions_of(item)
            if neighbour.tmdb_id in self._voters
        )
        return self._summed(back)

    def _falling(self, taste: Taste, discovery: float) -> Iterator[tuple[float, int]]:
        if self._fits_for[0] is not taste or self._fits_for[1] != discovery:
            self._fits.clear()
            self._fits_for = (taste, discovery)
        heap: list[tuple[float, int]] = []
        for tmdb_id in self._tallies:
            if tmdb_id in self._fits:
                fit = self._fits[tmdb_id]
            else:
                fit = self._fits[tmdb_id] = self._fit(self._items[tmdb_id], taste, discovery)
            if fit is not None:
                heap.append((-fit - votes_score(self.tally(tmdb_id)), tmdb_id))
        heapify(heap)
        while heap:
            negative, tmdb_id = heappop(heap)
            yield -negative, tmdb_id

    def _fit(self, item: ListItem, taste: Taste, discovery: float) -> float | None:
        if not self.floor.admits(item) or (is_concert(item) and not taste.watches_concerts):
            return None
        return fit_score(item, taste, self.weights, discovery)

    def _read(self, item: Item) -> Iterator[tuple[ListItem, Vote]]:
        for neighbour, vote in self._mentions_of(item):
            if neighbour.tmdb_id == item.tmdb_id:
                continue
            known = self._items.setdefault(neighbour.tmdb_id, neighbour)
            if known is not neighbour and _newness(neighbour) > _newness(known):
                self._items[neighbour.tmdb_id] = neighbour
                self._fits.pop(neighbour.tmdb_id, None)
            yield neighbour, vote

    def _mentions_of(self, item: Item) -> Iterator[tuple[ListItem, Vote]]:
        lists: tuple[tuple[Source, tuple[ListItem, ...]], ...] = (
            ("similar", item.similar[: self._similar_limit]),
            ("recommendations", item.recommendations[:LONGEST_LIST]),
        )
        for source, neighbours in lists:
            for rank, neighbour in enumerate(neighbours):
                yield neighbour, Vote(item.tmdb_id, source, rank)

    def _count(self, seed: Seed, sign: int) -> None:
        tallies = self._support if seed.supporting else self._tallies
        for tmdb_id, vote in self._mentions[seed.item.tmdb_id]:
            tallies[tmdb_id] = tallies.get(tmdb_id, 0) + sign * self._value(vote, seed)

    def _value(self, vote: Vote, seed: Seed) -> int:
        return round(seed.weight * self._shares[vote.source][vote.rank])

    def _summed(self, votes: Iterable[Vote]) -> tuple[tuple[float, Seed], ...]:
        said: dict[int, int] = {}
        for vote in votes:
            value = self._value(vote, self._voters[vote.seed_id])
            said[vote.seed_id] = said.get(vote.seed_id, 0) + value
        return tuple((said[seed_id] / MICRO, self._voters[seed_id]) for seed_id in sorted(said))

    def _in_millionths(self, of_list: float) -> list[int]:
        return [round(MICRO * of_list * vote_share(rank, self.weights)) for rank in range(LONGEST_LIST)]


def _newness(item: ListItem) -> tuple[int, str]:
    return item.vote_count, repr(item)  # votes only ever grow; the rest makes the order total
