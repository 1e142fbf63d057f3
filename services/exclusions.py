"""What is never shown, however good it is: films that the member has seen or that the person dismissed."""

from collections.abc import Callable

from services.models.films import ListItem
from services.models.histories import Interaction
from utils import normalize_title

YEAR_SLACK = 1  # premiere and release years differ by one for one film in twelve


class Exclusions:
    """Films by TMDB id and by title with the year within one. The order of arrival does not matter."""

    def __init__(self, rule: Callable[[ListItem], bool] = lambda _: False) -> None:
        """``rule``: what is excluded besides the films added."""
        self._rule = rule
        self._ids: set[int] = set()
        self._years: dict[str, set[int | None]] = {}

    def add(self, interaction: Interaction) -> None:
        """Take in a film as Letterboxd names it, matched or not."""
        if interaction.tmdb_id is not None:
            self._ids.add(interaction.tmdb_id)
        self._add_title(interaction.title, interaction.year)

    def add_item(self, item: ListItem) -> None:
        """Take in a film of the member that was matched."""
        self._ids.add(item.tmdb_id)
        self._add_title(item.title, item.year)
        self._add_title(item.original_title, item.year)

    def add_id(self, tmdb_id: int) -> None:
        """Take in a film by its id alone, as a person dismissed it."""
        self._ids.add(tmdb_id)

    def contains(self, item: ListItem) -> bool:
        """Whether ``item`` is excluded."""
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
