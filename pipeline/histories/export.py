"""A member's films from the export that they uploaded. Letterboxd is not asked."""

from errors import WatchlistUnavailable
from pipeline.receivers import HistoryReceiver
from pipeline.scheduler import Stage, Task
from services.models.histories import Export, Profile
from services.watchlist import Watchlist


class ExportHistory:
    """A stage that passes on the films and the watchlist of an export, all of which are known already."""

    pool_name = "scrape"
    side_stages: tuple[Stage, ...] = ()

    def __init__(self, export: Export, watchlist: Watchlist, receiver: HistoryReceiver) -> None:
        self.is_done = False
        self._export = export
        self._watchlist = watchlist
        self._receiver = receiver

    @property
    def so_far(self) -> Profile:
        """The whole profile of the export."""
        return self._export.profile

    def next_task(self) -> Task[Profile] | None:
        """Return the task that passes on the whole profile; None once that is done."""
        return None if self.is_done else Task(self._read, self._receive, cached=self._read)

    def _read(self) -> Profile:
        return self._export.profile

    def _receive(self, profile: Profile) -> None:
        self.is_done = True
        if not self._watchlist.is_settled:
            if self._export.has_watchlist:
                self._watchlist.fill(self._export.watchlist)
            else:
                self._give_up(profile.username)
        self._receiver.receive_films(profile.interactions)
        self._receiver.receive_profile(profile)

    def _give_up(self, username: str) -> None:
        self._watchlist.give_up()
        if self._watchlist.is_indispensable:
            raise WatchlistUnavailable(username, self._export.watchlist_fault, None)
