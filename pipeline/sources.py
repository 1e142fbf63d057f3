"""Where a job's films come from: a member's pages with feed and watchlist beside them, or an export."""

from collections.abc import Callable, Iterable

from infra.letterboxd import LetterboxdClient
from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.enrichment import Enrichment
from pipeline.feed import FeedReading
from pipeline.profile import ProfileReading
from pipeline.scheduler import Stage, Task
from pipeline.watchlist import WatchlistReading, give_up
from services.models.histories import Export, Interaction, Profile
from services.watchlist import Watchlist

OnFilms = Callable[[Iterable[Interaction]], None]
OnProfile = Callable[[Profile], None]


class Sources:
    """The stages that read a member: ``films``, and what is read ``beside`` them; and what they have read.

    ``on_films`` gets films as they come, ``on_profile`` the whole, once: when profile and watchlist are both
    known, so that no card is shown that the watchlist would rule out.
    """

    def __init__(
        self,
        username: str,
        export: Export | None,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        context: JobContext,
        enrichment: Enrichment,
        watchlist: Watchlist,
        *,
        on_films: OnFilms,
        on_profile: OnProfile,
    ) -> None:
        self.films: Stage
        self.beside: tuple[Stage, ...] = ()
        self._watchlist = watchlist
        self._on_profile = on_profile
        self._profile: Profile | None = None
        if export is not None:
            self.films = ExportReading(export, watchlist, on_films, self._take_profile)
            return
        pages = ProfileReading(username, letterboxd, context, on_films, self._take_profile)
        self.films = pages
        self.beside = (FeedReading(username, letterboxd, tmdb, pages, enrichment),)
        if not watchlist.is_settled:
            reading = WatchlistReading(
                username,
                letterboxd,
                watchlist,
                may_start=lambda: pages.has_begun or pages.is_done,
                on_settled=self._tell_if_whole,
            )
            self.beside = (reading, *self.beside)

    @property
    def profile(self) -> Profile:
        """The profile. Raises ``RuntimeError`` before it is read."""
        if self._profile is None:
            raise RuntimeError("the profile is not read yet")
        return self._profile

    def _take_profile(self, profile: Profile) -> None:
        self._profile = profile
        self._tell_if_whole()

    def _tell_if_whole(self) -> None:
        if self._profile is not None and self._watchlist.is_settled:
            self._on_profile(self._profile)


class ExportReading:
    """Stage: the films that the member brought along. Nothing is asked of Letterboxd."""

    pool_name = "scrape"

    def __init__(
        self, export: Export, watchlist: Watchlist, on_films: OnFilms, on_profile: OnProfile
    ) -> None:
        self.is_done = False
        self._export = export
        self._watchlist = watchlist
        self._on_films = on_films
        self._on_profile = on_profile

    def next_task(self) -> Task[Profile] | None:
        """The whole profile, which is at hand."""
        return None if self.is_done else Task(self._read, self._take, _raise, self._read)

    def _read(self) -> Profile:
        return self._export.profile

    def _take(self, profile: Profile) -> None:
        self.is_done = True
        if not self._watchlist.is_settled:
            if self._export.has_watchlist:
                self._watchlist.fill(self._export.watchlist)
            else:
                give_up(self._watchlist, profile.username, None)
        self._on_films(profile.interactions)
        self._on_profile(profile)


def _raise(error: Exception) -> None:
    raise error
