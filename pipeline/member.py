"""One member of a job: their profile, their films, and what both say of their taste."""

from collections.abc import Callable, Iterable

from errors import ProfileUnrated, SeedsMissing
from infra.letterboxd import LetterboxdClient
from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.enrichment import Enrichment, TmdbHealth
from pipeline.sources import Sources
from services.candidates import CandidatePool
from services.exclusions import Exclusions
from services.models.films import Item, ListItem
from services.models.histories import Export, Interaction, Profile, RatedItem
from services.models.ranking import SeedSummary
from services.seed_scope import SeedScope
from services.seeds import has_taste
from services.taste import TasteBuilder
from services.watchlist import Watchlist


class Member:
    """The stages of one member, and the votes and the taste that they gather."""

    def __init__(
        self,
        name: str,
        pool: CandidatePool,
        taste: TasteBuilder,
        seen: Exclusions,
        *,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        context: JobContext,
        health: TmdbHealth,
        seed_min_stars: float,
        scope: SeedScope,
        watchlist: Watchlist,
        export: Export | None,
        must_have_taste: bool,
        must_have_seeds: bool,
        on_seen: Callable[[ListItem], None],
    ) -> None:
        """``must_have_...``: nothing else brings any. ``on_seen`` gets each film of the member."""
        self.name = name
        self.pool = pool
        self.taste = taste
        self._seen = seen
        self._scope = scope
        self._must_have_taste = must_have_taste
        self._must_have_seeds = must_have_seeds
        self._on_seen = on_seen
        self.enrichment = Enrichment(tmdb, context, health, pool, seed_min_stars, self._on_rated, scope)
        self.sources = Sources(
            name,
            export,
            letterboxd,
            tmdb,
            context,
            self.enrichment,
            watchlist,
            on_films=self._on_films,
            on_profile=self._on_profile,
        )

    @property
    def profile(self) -> Profile:
        """The profile, once it is read."""
        return self.sources.profile

    @property
    def rated(self) -> tuple[RatedItem, ...]:
        """The member's films that were matched."""
        return tuple(self.enrichment.rated)

    @property
    def seed_ids(self) -> frozenset[int]:
        """TMDB ids of the member's own seeds."""
        return self.enrichment.seed_ids

    @property
    def seeds(self) -> SeedSummary:
        """What the recommendations stand on: the member's own films, not those liked elsewhere."""
        return self.enrichment.seeds

    @property
    def has_taste(self) -> bool:
        """Whether the member rated or liked a film, matched or not."""
        return has_taste(self.profile.interactions)

    def like(self, item: Item) -> None:
        """Take in a film that the person saw and liked elsewhere."""
        self.taste.add(RatedItem(Interaction(item.title, item.year, None, None, True, item.tmdb_id), item))
        seed = self._scope.liked(item)
        if seed is not None:
            self.pool.add_seed(seed)

    def _on_films(self, films: Iterable[Interaction]) -> None:
        for film in films:
            self._seen.add(film)
        self.enrichment.add(films)

    def _on_profile(self, profile: Profile) -> None:
        if self._must_have_taste and not has_taste(profile.interactions):
            raise ProfileUnrated(self.name, _UNRATED.format(count=len(profile.interactions), name=self.name))
        self.enrichment.complete(profile)
        if self._must_have_seeds and not self.enrichment.may_have_seeds:
            raise no_seeds(self.name, self._scope)

    def _on_rated(self, rated: RatedItem) -> None:
        self._seen.add_item(rated.item)
        self.taste.add(rated)
        self._on_seen(rated.item)


def no_seeds(name: str, scope: SeedScope) -> SeedsMissing:
    """The failure of a job whose ``scope`` leaves nothing to start from."""
    which = "those that seed_ids name" if scope.ids else f"the newest {scope.newest}"
    return SeedsMissing(name, f"Of the films of {name}, none of {which} was rated well or liked.")


def no_taste(name: str) -> ProfileUnrated:
    """The failure of a job for ``name`` that films liked elsewhere were to carry, and did not."""
    return ProfileUnrated(
        name,
        f"No film of {name} is rated or liked, and TMDB does not show the films liked elsewhere, "
        "so there is no taste to start from.",
    )


_UNRATED = "None of the {count} films of {name} is rated or liked, so there is no taste to start from."
