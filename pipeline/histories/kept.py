"""A member's films by their profile as last read. Nothing is asked of Letterboxd."""

from pipeline.receivers import HistoryReceiver
from pipeline.scheduler import Stage, Task
from services.models.histories import Profile
from services.watchlist import Watchlist


class KeptHistory:
    """Stage: a profile that is kept, once the watchlist is known, which others read."""

    pool_name = "scrape"
    side_stages: tuple[Stage, ...] = ()

    def __init__(self, profile: Profile, watchlist: Watchlist, receiver: HistoryReceiver) -> None:
        self.is_done = False
        self._profile = profile
        self._watchlist = watchlist
        self._receiver = receiver

    @property
    def so_far(self) -> Profile:
        """All of it."""
        return self._profile

    def next_task(self) -> Task[Profile] | None:
        """The whole profile."""
        if self.is_done or not self._watchlist.is_settled:
            return None
        return Task(lambda: self._profile, self._receive, cached=lambda: self._profile)

    def _receive(self, profile: Profile) -> None:
        self.is_done = True
        self._receiver.receive_films(profile.interactions)
        self._receiver.receive_profile(profile)
