"""The stage that matches a member's films to TMDB, seeds first, and counts the votes of the seeds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from pipeline.film_key import FilmKey, film_key
from pipeline.film_queue import SEED, SUPPORTER, FilmQueue
from pipeline.listed_films import ListedFilms
from pipeline.matching import identify, match, match_cached
from pipeline.receivers import FilmReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.candidates import CandidatePool, without_lists_and_facts
from services.models.events import FilmMatched
from services.models.films import ListItem
from services.models.histories import Interaction, Profile, RatedItem, Unmatched
from services.models.ranking import Seed, SeedSummary
from services.seed_scope import SeedScope
from services.seeds import FEWER_SUPPORT_MIN_STARS, SUPPORT_MIN_STARS, SeedPlan, early_seed, plan_seeds
from services.title_matching import lost_reason, near_match

_LOG_EVERY = 25
_LOOK_AHEAD = 100  # films


class Enrichment:
    """A stage that matches each film of a member and reads its details; ``receiver`` gets each match.

    A film votes in ``pool`` as soon as it is certain that it is a seed. Once all films are known, a matched
    film loses its lists after its vote, if it has any, so that memory does not grow with the profile.
    """

    pool_name = "work"

    def __init__(
        self,
        resources: JobResources,
        pool: CandidatePool,
        scope: SeedScope,
        receiver: FilmReceiver,
        *,
        only_voters: bool = False,
    ) -> None:
        """Take the films that may be seeds as ``scope``.

        ``only_voters``: only few films are wanted. Then fewer films vote, and films without a vote are
        matched only when they are recalled.
        """
        self.rated: list[RatedItem] = []
        self._unmatched: dict[FilmKey, Unmatched] = {}
        self._tmdb = resources.clients.tmdb
        self._context = resources.context
        self._health = resources.tmdb_health
        self._note_age = resources.note_age
        self._log = resources.log
        self._seed_min_stars = resources.options.seed_min_stars
        self._pool = pool
        self._scope = scope
        self._receiver = receiver
        self._only_voters = only_voters
        self._support = FEWER_SUPPORT_MIN_STARS if only_voters else SUPPORT_MIN_STARS
        plan = SeedPlan("rated", self._seed_min_stars, support=self._support)
        self._queue = FilmQueue(plan, only_voters=only_voters)
        self._allowed: frozenset[Interaction] | None = None  # possible seeds; None before all films are known
        self._seeds: set[int] = set()
        self._was_known = False  # whether the film taken last needed no call
        self._listed = ListedFilms(shared=resources.listed)
        self._without_vote: set[int] = set()  # ids whose row in a list is enough

    @property
    def total(self) -> int:
        """The number of films known so far."""
        return self._queue.total

    @property
    def is_complete(self) -> bool:
        """Whether all films are known."""
        return self._queue.is_complete

    @property
    def is_done(self) -> bool:
        """Whether all films are known and matched."""
        return self.is_complete and not self._queue.has_open

    @property
    def has_read_seeds(self) -> bool:
        """Whether all films are known and the lists of all seeds are read."""
        return self.is_complete and not self._queue.has_open_of(SEED)

    @property
    def has_read_voters(self) -> bool:
        """Whether the lists of all films that vote are read: those of seeds and of supporters."""
        return self.has_read_seeds and not self._queue.has_open_of(SUPPORTER)

    @property
    def is_replaying(self) -> bool:
        """Whether the film taken last needed no call and more films wait, so that these may come at once."""
        return self._was_known and self._queue.has_next

    @property
    def seeds(self) -> SeedSummary:
        """The number of seeds, and the basis on which they were chosen."""
        return SeedSummary(len(self._seeds), self._queue.plan.basis)

    @property
    def seed_ids(self) -> frozenset[int]:
        """TMDB ids of the seeds known so far."""
        return frozenset(self._seeds)

    @property
    def may_have_seeds(self) -> bool:
        """Whether any film can still be a seed. The films named by ``seed_ids`` are known only later."""
        return self._allowed is None or any(self._may_be_seed(film) for film in self._allowed)

    def misses(self, profile: Profile) -> tuple[Unmatched, ...]:
        """Return the films without a match, in the order of ``profile``."""
        keys = map(film_key, profile.interactions)
        return tuple(self._unmatched[key] for key in keys if key in self._unmatched)

    def has_unknown(self, number: int) -> bool:
        """Return whether at least ``number`` of the next films have to be searched for."""
        ahead = self._queue.ahead(_LOOK_AHEAD)
        unknown = (film for film in ahead if film.tmdb_id is None and self._tmdb.identity(film) is None)
        return len(tuple(islice(unknown, number))) == number

    def add(self, films: Iterable[Interaction]) -> None:
        """Add films to the queue. Films that are known already are ignored."""
        self._queue.add(films)

    def complete(self, profile: Profile) -> None:
        """Note that no more films will come, and decide which of them are seeds."""
        self.add(profile.interactions)
        if profile.left_out:
            self._queue.keep_only(profile.interactions)
        self._queue.complete(plan_seeds(profile.interactions, self._seed_min_stars, self._support))
        self._allowed = self._scope.allowed(profile.interactions)
        mapped = (self._tmdb.mapped_identity(film) for film in self._queue.open_without_vote)
        self._without_vote = {tmdb_id for tmdb_id in mapped if tmdb_id is not None}
        self.rated = [self._voted(rated) for rated in self.rated]
        self._recall_listed()

    def recall(self, items: Sequence[ListItem]) -> bool:
        """Queue films set aside that may be one of ``items`` under another title; return whether any is."""
        return self._queue.recall(lambda film: near_match(film, items) is not None)

    def next_task(self) -> Task[RatedItem | Unmatched] | None:
        """Return the task that matches the next film, most valuable first; None when none may be taken."""
        if batch := self._queue.next_batch():
            self._tmdb.prefetch(batch)
        film = self._queue.pop(self._is_identified if self._only_voters else None)
        if film is None:
            return None
        needs_details = self._queue.may_vote(film)
        identify(film, self._tmdb, self._listed, needs_details=needs_details)

        def on_result(result: RatedItem | Unmatched) -> None:
            self._health.succeeded()
            self._receive(result)

        def on_error(error: Exception) -> None:
            self._health.failed(error)
            self._receive(Unmatched(film, lost_reason(error)))

        def cached() -> RatedItem | Unmatched | None:
            known = match_cached(film, self._tmdb, needs_details=needs_details)
            self._was_known = known is not None
            return known

        return Task(
            lambda: match(film, self._tmdb, needs_details=needs_details),
            on_result,
            on_error,
            cached,
        )

    def _receive(self, result: RatedItem | Unmatched) -> None:
        film = result.interaction
        self._queue.close(film)
        if isinstance(result, Unmatched):
            self._unmatched[film_key(film)] = result
            self._log.info("No match for %s (%s): %s", film.title, film.year, result.reason)
        else:
            if result.is_detailed:
                self._note_age(result.item)
                self._listed.add(result.item)
            self._receiver.receive_match(result)
            self.rated.append(self._voted(result) if self.is_complete else self._voted_early(result))
        self._recall_listed()
        done, total = self._queue.done, self._queue.total
        if (done % _LOG_EVERY == 0 and done < total) or not self._queue.has_open:
            self._log.info("Matched %d of %d films", done, total)
        self._context.emit(FilmMatched(done, total, film))

    def _voted(self, rated: RatedItem) -> RatedItem:
        self._vote(self._scope.narrow(self._queue.plan.seed(rated), rated, self._allowed))
        for row in (*rated.item.similar, *rated.item.recommendations):
            if row.tmdb_id in self._without_vote:
                self._without_vote.discard(row.tmdb_id)
                self._tmdb.remember_row(row)
        return replace(rated, item=without_lists_and_facts(rated.item))

    def _voted_early(self, rated: RatedItem) -> RatedItem:
        self._vote(self._scope.narrow(early_seed(rated, self._seed_min_stars), rated, None))
        return rated

    def _vote(self, seed: Seed | None) -> None:
        if seed is not None:
            self._pool.add_seed(seed)
            if not seed.supporting:
                self._seeds.add(seed.item.tmdb_id)

    def _recall_listed(self) -> None:
        """Queue films set aside that lists of this job show, once all others are matched; these need no call.

        Lists that other jobs read do not count, so that a result does not depend on other jobs.
        """
        if self.is_done:
            self._queue.recall(lambda film: self._listed.find_own(film) is not None)

    def _is_identified(self, film: Interaction) -> bool:
        return film.tmdb_id is not None or self._listed.find(film) is not None

    def _may_be_seed(self, film: Interaction) -> bool:
        plan = self._queue.plan
        return plan.is_seed(film) or (bool(self._scope.ids) and plan.weight(film) > 0)
