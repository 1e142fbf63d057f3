"""The queue of a member's films that are to be matched, the most valuable first."""

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import count, islice

from pipeline.film_key import FilmKey, film_key
from services.models.histories import Interaction
from services.seeds import FEW, SeedPlan

BATCH = 64
"""The number of films that are prefetched from the cache at a time."""

_LOOK_AHEAD = 100
"""The number of next films among which a cheaper film than the first is searched for."""

SEED, SUPPORTER, _REST = 0, 1, 2
"""The kinds of film in ``SeedPlan.priority``. Films of the kind ``_REST`` do not vote."""


class FilmQueue:
    """A priority queue that holds each film once. A better plan orders it once all films are known."""

    def __init__(self, plan: SeedPlan, *, only_voters: bool = False) -> None:
        """Take the ``plan`` that orders the films until all are known.

        ``only_voters``: films that do not vote are set aside until they are recalled.
        """
        self._only_voters = only_voters
        self._aside: dict[FilmKey, Interaction] = {}
        self._recalled: set[FilmKey] = set()  # recalled and not matched yet
        self.plan = plan
        self.is_complete = False  # whether all films are known
        self._known: dict[FilmKey, Interaction] = {}
        self._numbers = count()  # the order of arrival
        self._heap: list[tuple[tuple[int, float], int, Interaction]] = []
        self._in_order: list[Interaction] = []  # the films that were left when all became known
        self._taken = 0  # films taken since then
        self._open: dict[FilmKey, int] = {}  # the kind of each film that is not matched yet
        self._open_kinds = [0, 0, 0]
        self._seeds = 0

    @property
    def total(self) -> int:
        """The number of films known so far."""
        return len(self._known)

    @property
    def done(self) -> int:
        """The number of films matched, unmatched or set aside. A recalled film stays counted."""
        return len(self._known) - len(self._open) + len(self._recalled)

    @property
    def has_next(self) -> bool:
        """Whether a film waits to be taken."""
        return bool(self._heap)

    @property
    def has_open(self) -> bool:
        """Whether a film is not matched yet."""
        return bool(self._open)

    def has_open_of(self, kind: int) -> bool:
        """Return whether a film of ``kind`` is not matched yet."""
        return bool(self._open_kinds[kind])

    def ahead(self, number: int) -> Iterable[Interaction]:
        """Return at most ``number`` of the films that come next, not in exact order."""
        return (film for _, _, film in islice(self._heap, number))

    @property
    def open_without_vote(self) -> Iterable[Interaction]:
        """The films that are not matched yet and do not vote."""
        return (self._known[key] for key, kind in self._open.items() if kind not in {SEED, SUPPORTER})

    def may_vote(self, film: Interaction) -> bool:
        """Return whether ``film`` votes or may turn out to vote: a plan with few seeds may still change."""
        is_sure = self.is_complete or self._seeds >= FEW
        return not is_sure or self.plan.priority(film)[0] in {SEED, SUPPORTER}

    def add(self, films: Iterable[Interaction]) -> None:
        """Add films to the queue. Films that are known already are ignored."""
        for film in films:
            key = film_key(film)
            if key not in self._known:
                self._known[key] = film
                priority = self.plan.priority(film)
                self._open[key] = priority[0]
                self._open_kinds[priority[0]] += 1
                self._seeds += priority[0] == SEED
                heappush(self._heap, (priority, next(self._numbers), film))

    def keep_only(self, films: Iterable[Interaction]) -> None:
        """Remove the films that still wait and are not among ``films``."""
        kept = set(map(film_key, films))
        for gone in {film_key(film) for _, _, film in self._heap} - kept:
            del self._known[gone]
            kind = self._open.pop(gone)
            self._open_kinds[kind] -= 1
            self._seeds -= kind == SEED
        self._heap = [each for each in self._heap if film_key(each[2]) in kept]
        heapify(self._heap)

    def complete(self, plan: SeedPlan) -> None:
        """Note that no more films will come, and order the films that wait by ``plan``."""
        self.plan = plan
        self.is_complete = True
        if self._only_voters:
            self._set_aside()
        self._heap = sorted((plan.priority(film), number, film) for _, number, film in self._heap)
        self._in_order = [film for _, _, film in self._heap]
        self._open = {key: plan.priority(self._known[key])[0] for key in self._open}
        kinds = list(self._open.values())
        self._open_kinds = [kinds.count(kind) for kind in range(3)]

    def next_batch(self) -> Sequence[Interaction]:
        """Return the next ``BATCH`` films in order when a new batch begins.

        Return none in the middle of a batch, and none before all films are known.
        """
        return self._in_order[self._taken : self._taken + BATCH] if self._taken % BATCH == 0 else ()

    def pop(self, is_cheap: Callable[[Interaction], bool] | None = None) -> Interaction | None:
        """Remove and return the next film; None when none may be taken.

        With ``is_cheap``, prefer a film of the same kind that is cheap to match: others may become cheap
        later.
        """
        if not self._heap or (self._only_voters and not self.is_complete and self._is_rest(self._heap[0][2])):
            return None
        self._taken += self.is_complete
        if is_cheap is None:
            return heappop(self._heap)[2]
        first = self._heap[0]
        ahead = (each for each in islice(self._heap, _LOOK_AHEAD) if each[0][0] == first[0][0])
        chosen = min((each for each in ahead if is_cheap(each[2])), default=first)
        self._heap.remove(chosen)
        heapify(self._heap)
        return chosen[2]

    def recall(self, is_wanted: Callable[[Interaction], bool]) -> bool:
        """Queue the films set aside that ``is_wanted`` accepts; return whether there are any."""
        wanted = {key: film for key, film in self._aside.items() if is_wanted(film)}
        for key, film in wanted.items():
            del self._aside[key]
            self._recalled.add(key)
            self._open[key] = _REST
            self._open_kinds[_REST] += 1
            heappush(self._heap, (self.plan.priority(film), next(self._numbers), film))
        return bool(wanted)

    def _set_aside(self) -> None:
        self._aside = {film_key(film): film for _, _, film in self._heap if self._is_rest(film)}
        self._heap = [entry for entry in self._heap if not self._is_rest(entry[2])]
        for key in self._aside:
            del self._open[key]

    def _is_rest(self, film: Interaction) -> bool:
        return self.plan.priority(film)[0] == _REST

    def close(self, film: Interaction) -> None:
        """Note that ``film`` is matched, or has no match."""
        self._recalled.discard(film_key(film))
        self._open_kinds[self._open.pop(film_key(film))] -= 1
