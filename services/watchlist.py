"""What a member's watchlist does to the films that are recommended."""

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
        """``use`` None: nobody asked for it."""
        self._use = use
        self._films = Exclusions()  # which finds a film by its title and year
        self._summary: WatchlistSummary | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be known of it."""
        return self._use is None or self._summary is not None

    @property
    def is_indispensable(self) -> bool:
        """Whether nothing can be recommended without it."""
        return self._use is WatchlistUse.ONLY

    @property
    def summary(self) -> WatchlistSummary | None:
        """How reading it went; None when nobody asked, or before it is settled."""
        return self._summary

    def fill(self, films: Iterable[WatchlistFilm], status: Literal["read", "partial"] = "read") -> None:
        """Take in the watchlist, all of it unless ``partial``."""
        wanted = tuple(films)
        for film in wanted:
            self._films.add(Interaction(film.title, film.year, None, None))
        self._summary = WatchlistSummary(status, len(wanted))

    def give_up(self) -> None:
        """Note that it cannot be read."""
        self._summary = WatchlistSummary("unavailable", 0)

    def holds(self, item: ListItem) -> bool | None:
        """Whether ``item`` is on it; None when it was not read."""
        if self._summary is None or self._summary.status == "unavailable":
            return None
        return self._films.contains(item)

    def rules_out(self, item: ListItem) -> bool:
        """Whether what the person wants of the watchlist keeps ``item`` from being shown."""
        if self._use is WatchlistUse.ONLY:
            return not self.holds(item)
        return self._use is WatchlistUse.EXCLUDE and bool(self.holds(item))
