"""Films that the lists of others show: to tell which film is meant by their names needs no search."""

from services.models.films import Item, ListItem
from services.models.histories import Interaction
from utils import exact_title

LEAST_VOTES = 100
"""Of two films with one title and year a search takes the one with more votes, and a list might show the
other alone. Of 13,946 films with so many votes 39 have such a twin."""

_Name = tuple[str, int | None]


class ListedFilms:
    """The films that lists showed so far, by title as it is spelled and year."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._by_name: dict[_Name, ListItem] = {}

    def add(self, item: Item) -> None:
        """Take in both lists of ``item``."""
        for row in (*item.similar, *item.recommendations):
            if row.tmdb_id not in self._seen and row.vote_count >= LEAST_VOTES:
                self._seen.add(row.tmdb_id)
                name = exact_title(row.title), row.year
                twin = self._by_name.setdefault(name, row)
                if row.vote_count > twin.vote_count:
                    self._by_name[name] = row

    def find(self, interaction: Interaction) -> ListItem | None:
        """The film with the title and the year of ``interaction``; None where no list showed one."""
        if interaction.year is None or interaction.is_series:
            return None
        return self._by_name.get((exact_title(interaction.title), interaction.year))
