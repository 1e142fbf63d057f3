"""A member's films from their snapshot. Letterboxd is not asked."""

from pipeline.receivers import HistoryReceiver
from pipeline.scheduler import Stage, Task
from services.models.histories import Profile
from services.watchlist import Watchlist


class SnapshotHistory:
    """A stage that passes on a snapshot, once the watchlist is settled, which another source reads."""

    pool_name = "scrape"
    side_stages: tuple[Stage, ...] = ()

    def __init__(self, snapshot: Profile, watchlist: Watchlist, receiver: HistoryReceiver) -> None:
        self.is_done = False
        self._snapshot = snapshot
        self._watchlist = watchlist
        self._receiver = receiver

    @property
    def so_far(self) -> Profile:
        """The whole snapshot."""
        return self._snapshot

    def next_task(self) -> Task[Profile] | None:
        """Return the task that passes on the whole snapshot, once the watchlist is settled; else None."""
        if self.is_done or not self._watchlist.is_settled:
            return None
        return Task(lambda: self._snapshot, self._receive, cached=lambda: self._snapshot)

    def _receive(self, profile: Profile) -> None:
        self.is_done = True
        self._receiver.receive_films(profile.interactions)
        self._receiver.receive_profile(profile)
