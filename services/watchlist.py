"""The effect of a member's watchlist on the films that are recommended."""

from collections.abc import Iterable
from typing import Literal

from services.exclusions import Exclusions
from services.models.films import ListItem
from services.models.histories import Interaction, WatchlistFilm
from services.models.reports import WatchlistSummary
from services.models.requests import WatchlistUse


class Watchlist:
    """The films that the member wants to watch, found by title with the year within one.

    One thread owns it.
    """

    def __init__(self, use: WatchlistUse | None) -> None:
        """Create a watchlist for ``use``. None means that the person did not ask for the watchlist."""
        self._use = use
        self._films = Exclusions()  # finds a film by its title and year
        self._summary: WatchlistSummary | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the watchlist was read, cannot be read, or is not asked for."""
        return self._use is None or self._summary is not None

    @property
    def is_indispensable(self) -> bool:
        """Whether nothing can be recommended without the watchlist."""
        return self._use is WatchlistUse.ONLY

    @property
    def summary(self) -> WatchlistSummary | None:
        """The outcome of reading the watchlist; None when it is not asked for, or not settled yet."""
        return self._summary

    def fill(self, films: Iterable[WatchlistFilm], status: Literal["read", "partial"] = "read") -> None:
        """Add the films of the watchlist: all of them, or some if ``status`` is ``partial``."""
        wanted = tuple(films)
        for film in wanted:
            self._films.add(Interaction(film.title, film.year, None, None))
        self._summary = WatchlistSummary(status, len(wanted))

    def give_up(self) -> None:
        """Note that the watchlist cannot be read."""
        self._summary = WatchlistSummary("unavailable", 0)

    def holds(self, item: ListItem) -> bool | None:
        """Return whether ``item`` is on the watchlist; None when the watchlist was not read."""
        if self._summary is None or self._summary.status == "unavailable":
            return None
        return self._films.contains(item)

    def rules_out(self, item: ListItem) -> bool:
        """Return whether the person's use of the watchlist forbids to show ``item``."""
        if self._use is WatchlistUse.ONLY:
            return not self.holds(item)
        return self._use is WatchlistUse.EXCLUDE and bool(self.holds(item))
