"""The films that are never shown, whatever their score: seen, dismissed, or ruled out by the watchlist."""

from collections.abc import Callable

from services.models.films import ListItem
from services.models.histories import Interaction
from utils import normalize_title

YEAR_SLACK = 1  # premiere and release years differ by one for one film in twelve


class Exclusions:
    """A set of films, found by TMDB id, or by title with the year within one.

    An unknown year equals every year. The order in which films are added does not matter.
    """

    def __init__(self, rule: Callable[[ListItem], bool] = lambda _: False) -> None:
        """Create a set that also holds all films for which ``rule`` is true."""
        self._rule = rule
        self._ids: set[int] = set()
        self._years: dict[str, set[int | None]] = {}

    def add(self, interaction: Interaction) -> None:
        """Add a film as Letterboxd names it, whether it is matched or not."""
        if interaction.tmdb_id is not None:
            self._ids.add(interaction.tmdb_id)
        self._add_title(interaction.title, interaction.year)

    def add_item(self, item: ListItem) -> None:
        """Add a film of the member that was matched."""
        self._ids.add(item.tmdb_id)
        self._add_title(item.title, item.year)
        self._add_title(item.original_title, item.year)

    def add_id(self, tmdb_id: int) -> None:
        """Add a film by its id alone, as for a film that a person dismissed."""
        self._ids.add(tmdb_id)

    def contains(self, item: ListItem) -> bool:
        """Return whether ``item`` is excluded."""
        return (
            item.tmdb_id in self._ids
            or self._has_title(item.title, item.year)
            or (item.original_title != item.title and self._has_title(item.original_title, item.year))
            or self._rule(item)
        )

    def _add_title(self, title: str, year: int | None) -> None:
        self._years.setdefault(normalize_title(title), set()).add(year)

    def _has_title(self, title: str, year: int | None) -> bool:
        years = self._years.get(normalize_title(title))
        if years is None:
            return False
        if year is None or None in years:
            return True
        return any(year + shift in years for shift in range(-YEAR_SLACK, YEAR_SLACK + 1))
