"""Matching the member's films to TMDB, seeds first, and counting the seeds' votes."""

import logging
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from http import HTTPStatus
from itertools import islice

from errors import UpstreamError
from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.matching import match, match_cached
from pipeline.scheduler import Task
from services.candidates import CandidatePool, without_lists
from services.models.events import FilmMatched
from services.models.histories import Interaction, Profile, RatedItem, Unmatched
from services.models.ranking import Seed, SeedSummary
from services.seed_scope import EVERYWHERE, SeedScope
from services.seeds import SeedPlan, early_seed, plan_seeds

_LOGGER = logging.getLogger("job")

_LOG_EVERY = 25
_LOOK_AHEAD = 100  # films
_PREFETCHED = 64  # films that the cache is told of at a time

UNANSWERED = "TMDB did not answer when we asked for it."

_SEED, _SUPPORTER = 0, 1  # the kinds of ``SeedPlan.priority``; what is above does not vote


class TmdbHealth:
    """Tells a film that fails from an upstream that is down: too many failures in a row end the job."""

    def __init__(self, limit: int = 8) -> None:
        """``limit``: failures in a row that end the job."""
        self._limit = limit
        self._in_a_row = 0

    def succeeded(self) -> None:
        """Note an answer."""
        self._in_a_row = 0

    def failed(self, error: Exception) -> None:
        """Note a failure. Raises it on when it is not an upstream's, is about our key, or is one too many."""
        if not isinstance(error, UpstreamError) or error.status == HTTPStatus.UNAUTHORIZED:
            raise error
        self._in_a_row += 1
        if self._in_a_row >= self._limit:
            raise error
        _LOGGER.warning("TMDB: %s", error)


class Enrichment:
    """Stage: each film of the member with its details. ``on_rated`` gets each match as it comes.

    Seeds vote in ``pool`` as soon as it is sure that they are seeds; what no longer needs its lists loses
    them, so that memory does not grow with the profile.
    """

    pool_name = "work"

    def __init__(
        self,
        tmdb: TmdbClient,
        context: JobContext,
        health: TmdbHealth,
        pool: CandidatePool,
        seed_min_stars: float,
        on_rated: Callable[[RatedItem], None],
        scope: SeedScope = EVERYWHERE,
    ) -> None:
        """``scope``: which films may be seeds."""
        self.rated: list[RatedItem] = []
        self._unmatched: dict[tuple[str, int | None], Unmatched] = {}
        self._tmdb = tmdb
        self._context = context
        self._health = health
        self._pool = pool
        self._seed_min_stars = seed_min_stars
        self._on_rated = on_rated
        self._scope = scope
        self._window: frozenset[Interaction] | None = None  # where seeds may be, once all films are known
        self._seeds: set[int] = set()
        self._plan = SeedPlan("rated", seed_min_stars)
        self.is_complete = False  # whether all films are known
        self._known: dict[tuple[str, int | None], Interaction] = {}
        self._heap: list[tuple[tuple[int, float], int, Interaction]] = []
        self._coming: list[Interaction] = []  # in order, once all films are known
        self._taken = 0  # of these
        self._open: dict[tuple[str, int | None], int] = {}  # films not absorbed yet -> kind
        self._open_kinds = [0, 0, 0]

    @property
    def is_done(self) -> bool:
        """Whether all films are known and matched."""
        return self.is_complete and not self._open

    @property
    def has_read_seeds(self) -> bool:
        """Whether all films are known and the lists of all seeds are read."""
        return self.is_complete and not self._open_kinds[_SEED]

    @property
    def has_read_voters(self) -> bool:
        """Whether, beyond the seeds, the lists of all that vote are read."""
        return self.has_read_seeds and not self._open_kinds[_SUPPORTER]

    @property
    def seeds(self) -> SeedSummary:
        """What the recommendations stand on."""
        return SeedSummary(len(self._seeds), self._plan.basis)

    @property
    def seed_ids(self) -> frozenset[int]:
        """TMDB ids of the seeds known so far."""
        return frozenset(self._seeds)

    @property
    def may_have_seeds(self) -> bool:
        """Whether, of all films, any can still be a seed; which of them ``seed_ids`` mean shows later."""
        return self._window is None or any(self._may_be_seed(film) for film in self._window)

    def misses(self, profile: Profile) -> tuple[Unmatched, ...]:
        """The films without a match, in the order of ``profile``."""
        keys = map(_key, profile.interactions)
        return tuple(self._unmatched[key] for key in keys if key in self._unmatched)

    def has_unknown(self, number: int) -> bool:
        """Whether at least ``number`` of the films that come next have to be searched for."""
        ahead = (film for _, _, film in self._heap[:_LOOK_AHEAD])
        unknown = (film for film in ahead if film.tmdb_id is None and self._tmdb.identity(film) is None)
        return len(tuple(islice(unknown, number))) == number

    def add(self, interactions: Iterable[Interaction]) -> None:
        """Take films in; those known already are passed over."""
        for interaction in interactions:
            key = _key(interaction)
            if key not in self._known:
                self._known[key] = interaction
                rank = self._plan.priority(interaction)
                self._open[key] = rank[0]
                self._open_kinds[rank[0]] += 1
                heappush(self._heap, (rank, len(self._known), interaction))

    def complete(self, profile: Profile) -> None:
        """Say that no more films will come: now it is known which of them are seeds."""
        self.add(profile.interactions)
        self.is_complete = True
        self._plan = plan_seeds(profile.interactions, self._seed_min_stars)
        self._window = self._scope.allowed(profile.interactions)
        self._heap = sorted((self._plan.priority(film), number, film) for _, number, film in self._heap)
        self._coming = [film for _, _, film in self._heap]
        self._open = {key: self._plan.priority(self._known[key])[0] for key in self._open}
        kinds = list(self._open.values())
        self._open_kinds = [kinds.count(kind) for kind in range(3)]
        self.rated = [self._voted(rated) for rated in self.rated]

    def next_task(self) -> Task[RatedItem | Unmatched] | None:
        """The next film in order of what it brings."""
        if not self._heap:
            return None
        _, _, interaction = heappop(self._heap)
        if self.is_complete:
            if self._taken % _PREFETCHED == 0:
                self._tmdb.prefetch(self._coming[self._taken : self._taken + _PREFETCHED])
            self._taken += 1

        def on_error(error: Exception) -> None:
            self._health.failed(error)
            self._absorb(Unmatched(interaction, UNANSWERED))

        def on_result(result: RatedItem | Unmatched) -> None:
            self._health.succeeded()
            self._absorb(result)

        return Task(
            lambda: match(interaction, self._tmdb),
            on_result,
            on_error,
            lambda: match_cached(interaction, self._tmdb),
        )

    def _absorb(self, result: RatedItem | Unmatched) -> None:
        interaction = result.interaction
        self._open_kinds[self._open.pop(_key(interaction))] -= 1
        if isinstance(result, Unmatched):
            self._unmatched[_key(interaction)] = result
            _LOGGER.info("No match for %s (%s): %s", interaction.title, interaction.year, result.reason)
        else:
            self._on_rated(result)
            self.rated.append(self._voted(result) if self.is_complete else self._voted_early(result))
        done, total = len(self._known) - len(self._open), len(self._known)
        if done % _LOG_EVERY == 0 or not self._open:
            _LOGGER.info("Matched %d of %d films", done, total)
        self._context.emit(FilmMatched(done, total, interaction, isinstance(result, RatedItem)))

    def _voted(self, rated: RatedItem) -> RatedItem:
        self._vote(self._scope.narrow(self._plan.seed(rated), rated, self._window))
        return RatedItem(rated.interaction, without_lists(rated.item))

    def _voted_early(self, rated: RatedItem) -> RatedItem:
        self._vote(self._scope.narrow(early_seed(rated, self._seed_min_stars), rated, None))
        return rated

    def _vote(self, seed: Seed | None) -> None:
        if seed is not None:
            self._pool.add_seed(seed)
            if not seed.supporting:
                self._seeds.add(seed.item.tmdb_id)

    def _may_be_seed(self, film: Interaction) -> bool:
        return self._plan.is_seed(film) or (bool(self._scope.ids) and self._plan.weight(film) > 0)


def _key(interaction: Interaction) -> tuple[str, int | None]:
    return interaction.slug or interaction.title, interaction.year
