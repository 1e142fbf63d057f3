"""The candidates and the votes for them. Seeds may arrive in any order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import heapify, heappop
from typing import Literal

from services.eligibility import Eligibility
from services.kinship import kinship
from services.models.defaults import SIMILAR_LIMIT
from services.models.facts import Facts, Wording
from services.models.films import Item, ListItem
from services.models.ranking import Seed, Vote
from services.scoring import fit_score, vote_share, votes_score
from services.seeds import strength
from services.taste import Taste
from services.weights import DEFAULT, Weights

MICRO = 1_000_000  # votes are summed as integers, so that the order of arrival does not change a sum
LONGEST_LIST = 40

Mention = tuple[int, Literal["similar", "recommendations"], int]  # TMDB id, list, 0-based position


def without_lists(item: Item) -> Item:
    """Return ``item`` without its lists, which take most of its memory."""
    return replace(item, similar=(), recommendations=())


def without_lists_and_facts(item: Item) -> Item:
    """Return ``item`` without its lists, and with its titles as the only facts.

    This is enough for a film of the member, which gets no card.
    """
    titles = tuple(Wording(each.language, each.title) for each in item.facts.wordings if each.title)
    return replace(item, similar=(), recommendations=(), facts=Facts(wordings=titles))


class CandidatePool:
    """The candidates with the votes of the seeds. The order in which films are added changes no answer.

    One thread owns the pool. The lists of a seed are read once, when the seed is added. The pool keeps one
    ``ListItem`` for each candidate, and a small tuple for each mention.
    """

    def __init__(
        self, eligibility: Eligibility, similar_limit: int = SIMILAR_LIMIT, weights: Weights = DEFAULT
    ) -> None:
        self.eligibility = eligibility
        self.weights = weights
        self._similar_limit = similar_limit
        self._items: dict[int, ListItem] = {}  # as the newest list shows them
        self._votes: dict[int, list[Mention]] = {}  # by candidate, with the ids of the voters
        self._mentions: dict[int, list[Mention]] = {}  # by voter, with the ids of the candidates
        self._voters: dict[int, Seed] = {}
        self._works: dict[str, set[int]] = {}  # ids of the voters by director and actor
        self._popular: set[int] = set()  # candidates of everybody
        self._by_seeds: dict[int, int] = {}  # sums of the seeds' votes in millionths, by candidate
        self._by_supporters: dict[int, int] = {}  # the same for supporters
        self._scores: dict[int, float | None] = {}  # cached for ``_scored_for``; None: not to be shown
        self._scored_for: tuple[Taste | None, float] = (None, 0.0)
        self._shares = {
            "similar": self._in_millionths(weights.similar),
            "recommendations": self._in_millionths(weights.recommendations),
        }

    def __contains__(self, tmdb_id: int) -> bool:
        """Return whether a seed mentions the film."""
        return tmdb_id in self._by_seeds

    def is_popular(self, tmdb_id: int) -> bool:
        """Return whether the film is a candidate of everybody, even if no seed mentions it."""
        return tmdb_id in self._popular

    @property
    def has_seeds(self) -> bool:
        """Whether the pool has a seed. Supporters alone bring no candidates."""
        return any(not seed.supporting for seed in self._voters.values())

    def add_seed(self, seed: Seed) -> None:
        """Add the votes of both lists of ``seed``. Of several seeds with one film, the strongest counts."""
        seed_id = seed.item.tmdb_id
        known = self._voters.get(seed_id)
        if known is None:
            self._mentions[seed_id] = self._read(seed.item)
        elif strength(known) >= strength(seed):
            return
        else:
            self._count(known, -1)
        self._voters[seed_id] = replace(seed, item=without_lists_and_facts(seed.item))
        for name in {*seed.item.directors, *seed.item.cast}:
            self._works.setdefault(name, set()).add(seed_id)
        self._count(seed, 1)

    def add_popular(self, items: Iterable[ListItem]) -> None:
        """Add films that are candidates without a vote."""
        for item in items:
            self._popular.add(item.tmdb_id)
            self._show(item)

    def by_list_score(self, taste: Taste, discovery: float = 0.0) -> Iterator[ListItem]:
        """Yield the eligible candidates, best first by list data alone.

        Shorts and concerts are left out if the member does not watch them.
        """
        if self._scored_for[0] is not taste or self._scored_for[1] != discovery:
            self._scores.clear()
            self._scored_for = (taste, discovery)
        for tmdb_id in (self._by_seeds.keys() | self._popular) - self._scores.keys():
            item = self._items[tmdb_id]
            is_shown = self.eligibility.admits(item) and taste.watches(item)
            self._scores[tmdb_id] = self.list_score(item, taste, discovery) if is_shown else None
        heap = [(-score, tmdb_id) for tmdb_id, score in self._scores.items() if score is not None]
        heapify(heap)
        while heap:
            yield self._items[heappop(heap)[1]]

    def list_score(self, item: ListItem, taste: Taste, discovery: float = 0.0) -> float:
        """Return the score of ``item`` by list data alone: votes, quality and taste."""
        return votes_score(self.weighted_votes(item.tmdb_id)) + fit_score(
            item, taste, self.weights, discovery
        )

    def weighted_votes(self, tmdb_id: int) -> float:
        """Return the sum of the weighted votes for a film; 0 when no seed mentions the film."""
        by_seeds = self._by_seeds.get(tmdb_id)
        return 0.0 if by_seeds is None else (by_seeds + self._by_supporters.get(tmdb_id, 0)) / MICRO

    def votes(self, tmdb_id: int) -> tuple[Vote, ...]:
        """Return the sorted votes for a film; () when no seed mentions the film."""
        return tuple(Vote(*mention) for mention in sorted(self._votes[tmdb_id])) if tmdb_id in self else ()

    def contributions(self, item: ListItem) -> tuple[tuple[float, Seed], ...]:
        """Return the contributions of the voters to ``item``: by votes, by back-links and by common people.

        A voter may stand there several times.
        """
        votes = self._summed(self._votes.get(item.tmdb_id, ()))
        return (*votes, *self.back_contributions(item), *self._by_people(item))

    def back_contributions(self, item: ListItem) -> tuple[tuple[float, Seed], ...]:
        """Return the contributions by back-links: the mentions of the voters in ``item``'s own lists.

        They count as votes do, with exchanged roles. Without the details of ``item`` there are none.
        """
        if not isinstance(item, Item):
            return ()
        return self._summed(mention for mention, _ in self._lists(item) if mention[0] in self._voters)

    def _by_people(self, item: ListItem) -> tuple[tuple[float, Seed], ...]:
        """Return the contributions of the voters that have people in common with ``item``.

        A contribution is the weight of the voter times ``kinship``: 1 for a common director, plus the common
        share of ``item``'s cast. Without the details of ``item`` there are none.
        """
        if not isinstance(item, Item):
            return ()
        works = (self._works.get(name, ()) for name in {*item.directors, *item.cast})
        voters = [self._voters[seed_id] for seed_id in sorted(set[int]().union(*works))]
        near = ((kinship(item, seed.item), seed) for seed in voters)
        return tuple((share * seed.weight, seed) for share, seed in near if share)

    def _read(self, item: Item) -> list[Mention]:
        mentions: list[Mention] = []
        for mention, neighbour in self._lists(item):
            candidate_id, source, position = mention
            mentions.append(mention)
            self._votes.setdefault(candidate_id, []).append((item.tmdb_id, source, position))
            self._show(neighbour)
        return mentions

    def _show(self, item: ListItem) -> None:
        known = self._items.setdefault(item.tmdb_id, item)
        if known is not item and known != item and _newness(item) > _newness(known):
            self._items[item.tmdb_id] = item

    def _lists(self, item: Item) -> Iterator[tuple[Mention, ListItem]]:
        for position, neighbour in enumerate(item.similar[: self._similar_limit]):
            yield (neighbour.tmdb_id, "similar", position), neighbour
        for position, neighbour in enumerate(item.recommendations[:LONGEST_LIST]):
            yield (neighbour.tmdb_id, "recommendations", position), neighbour

    def _count(self, seed: Seed, sign: int) -> None:
        sums = self._by_supporters if seed.supporting else self._by_seeds
        for tmdb_id, source, position in self._mentions[seed.item.tmdb_id]:
            value = round(seed.weight * self._shares[source][position])
            sums[tmdb_id] = sums.get(tmdb_id, 0) + sign * value
            self._scores.pop(tmdb_id, None)

    def _summed(self, mentions: Iterable[Mention]) -> tuple[tuple[float, Seed], ...]:
        sums: dict[int, int] = {}
        for seed_id, source, position in mentions:
            value = round(self._voters[seed_id].weight * self._shares[source][position])
            sums[seed_id] = sums.get(seed_id, 0) + value
        return tuple((sums[seed_id] / MICRO, self._voters[seed_id]) for seed_id in sorted(sums))

    def _in_millionths(self, of_list: float) -> list[int]:
        return [
            round(MICRO * of_list * vote_share(position, self.weights)) for position in range(LONGEST_LIST)
        ]


def _newness(item: ListItem) -> tuple[int, str]:
    return item.vote_count, repr(item)  # the number of votes only grows; ``repr`` makes the order total
