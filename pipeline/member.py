"""One member of a job: the profile, the films, and the candidates and taste that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import proxy

from errors import JobTimedOut, ProfileUnrated, SeedsMissing
from pipeline.cards import Cards
from pipeline.enrichment import Enrichment
from pipeline.histories.export import ExportHistory
from pipeline.histories.pages import PagesHistory
from pipeline.histories.snapshot import SnapshotHistory
from pipeline.histories.source import HistorySource
from pipeline.resources import JobResources
from services.candidates import CandidatePool
from services.exclusions import Exclusions
from services.filters import FilteredEligibility
from services.models.films import Item
from services.models.histories import Interaction, Profile, RatedItem
from services.models.requests import RecommendationRequest
from services.profile_size import cut_profile
from services.seed_scope import SeedScope
from services.seeds import has_taste
from services.taste import TasteBuilder
from services.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class SharedByMembers:
    """The objects that all members of a job share."""

    exclusions: Exclusions
    watchlist: Watchlist
    cards: Cards


class Member:
    """The stages that read one member, and the candidates and the taste that result from them."""

    def __init__(
        self,
        name: str,
        request: RecommendationRequest,
        resources: JobResources,
        shared: SharedByMembers,
        snapshot: Profile | None = None,
    ) -> None:
        """Read the films from ``snapshot`` where one is given, else from the export or the pages."""
        options = resources.options
        eligibility = FilteredEligibility(resources.today, options.min_rating, filters=request.filters)
        self.name = name
        self.pool = CandidatePool(eligibility, options.similar_limit)
        self.taste = TasteBuilder(options.seed_min_stars)
        self._max_films = options.max_films
        self._exclusions = shared.exclusions
        self._watchlist = shared.watchlist
        self._cards = shared.cards
        self._scope = SeedScope.of(request.filters)
        self._must_have_taste = not request.liked_ids  # otherwise films liked elsewhere may show some taste
        self._must_have_seeds = self._must_have_taste and not request.usernames
        self._profile: Profile | None = None
        receiver = proxy(self)  # what this object owns must not keep it alive
        self.enrichment = Enrichment(
            resources, self.pool, self._scope, receiver, only_voters=request.count is not None
        )
        self.history: HistorySource
        if snapshot is not None:
            self.history = SnapshotHistory(snapshot, shared.watchlist, receiver)
        elif request.export is not None:
            self.history = ExportHistory(request.export, shared.watchlist, receiver)
        else:
            self.history = PagesHistory(name, resources, shared.watchlist, receiver)

    @property
    def profile(self) -> Profile:
        """The profile. Raises ``RuntimeError`` before it is read."""
        if self._profile is None:
            raise RuntimeError("the profile is not read yet")
        return self._profile

    @property
    def has_taste(self) -> bool:
        """Whether the member rated or liked a film, matched or not."""
        return has_taste(self.profile.interactions)

    def receive_films(self, films: Sequence[Interaction]) -> None:
        """Exclude the films, and queue as many of them for matching as the job still takes."""
        for film in films:
            self._exclusions.add(film)
        self._cards.retract_excluded()
        self.enrichment.add(films[: max(0, self._max_films - self.enrichment.total)])

    def receive_profile(self, profile: Profile) -> None:
        """Keep the profile. Complete the queue of films with it if the watchlist is settled."""
        self._profile = cut_profile(profile, self._max_films)
        self._complete_if_known()

    def finish_watchlist(self) -> None:
        """Complete the queue of films if the profile is read.

        This waits for the watchlist, so that no card shows a film that the watchlist rules out.
        """
        self._complete_if_known()

    def has_unknown(self, number: int) -> bool:
        """Return whether at least ``number`` of the next films have to be searched for."""
        return self.enrichment.has_unknown(number)

    def cut_short(self) -> None:
        """Use the films known so far as the profile. Raises ``JobTimedOut`` when there are none."""
        so_far = self._profile or self.history.so_far
        if so_far is None:
            raise JobTimedOut(f"None of the films of {self.name} could be read in time.")
        self._profile = cut_profile(so_far, self._max_films)
        if not self.enrichment.is_complete:
            self.enrichment.complete(self._profile)

    def receive_match(self, rated: RatedItem) -> None:
        """Count the film as seen and as part of the taste."""
        self._exclusions.add_item(rated.item)
        self.taste.add(rated)
        self._cards.retract_seen(rated.item)

    def receive_liked(self, item: Item) -> None:
        """Count a film liked elsewhere as seen, as part of the taste, and as a seed."""
        film = Interaction(item.title, item.year, None, None, liked=True, tmdb_id=item.tmdb_id)
        self.receive_match(RatedItem(film, item))
        seed = self._scope.liked(item)
        if seed is not None:
            self.pool.add_seed(seed)

    def _complete_if_known(self) -> None:
        profile = self._profile
        if profile is None or not self._watchlist.is_settled:
            return
        if self._must_have_taste and not self.has_taste:
            raise ProfileUnrated(
                self.name, _UNRATED.format(count=len(profile.interactions), whose=_whose(self.name))
            )
        self.enrichment.complete(profile)
        if self._must_have_seeds and not self.enrichment.may_have_seeds:
            raise no_seeds(self.name, self._scope)


def no_seeds(name: str, scope: SeedScope) -> SeedsMissing:
    """Return the error of a job whose ``scope`` leaves no seed."""
    whose = _whose(name)
    films = f"films {whose} that seed_ids names" if scope.ids else f"newest {scope.newest} films {whose}"
    return SeedsMissing(name, f"None of the {films} is rated well or liked.")


def no_taste(name: str) -> ProfileUnrated:
    """Return the error of a job for ``name`` whose profile and films liked elsewhere show no taste."""
    return ProfileUnrated(
        name,
        f"No film {_whose(name)} is rated or liked, and TMDB does not show the films liked elsewhere, "
        "so there is no taste to start from.",
    )


def _whose(name: str) -> str:
    return f"of {name}" if name else "in the export"


_UNRATED = "None of the {count} films {whose} is rated or liked, so there is no taste to start from."
