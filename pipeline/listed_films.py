"""Films that the lists of others show: to tell which film is meant by their names needs no search."""

from threading import Lock

from services.models.films import Item, ListItem
from services.models.histories import Interaction
from utils import exact_title

LEAST_VOTES = 100
"""Of two films with one title and year a search takes the one with more votes, and a list might show the
other alone. Of 13,946 films with so many votes 39 have such a twin."""

MOST = 30_000
"""Films that are remembered, some 0.5 KB each: about all of TMDB's that have so many votes."""

_Name = tuple[str, int | None]


def _name(film: ListItem | Interaction) -> _Name:
    return exact_title(film.title), film.year


class ListedFilms:
    """The films that lists showed so far, by title as it is spelled and year. Thread-safe."""

    def __init__(self, most: int = MOST, shared: "ListedFilms | None" = None) -> None:
        """``shared``: where what comes here goes, too, and what is not found here is looked for."""
        self._shared = shared
        self._most = most
        self._lock = Lock()
        self._seen: dict[int, ListItem] = {}  # as the newest list shows them
        self._by_name: dict[_Name, ListItem] = {}

    def add(self, item: Item) -> None:
        """Take in both lists of ``item``; where that is too much all others are forgotten, and come again."""
        if self._shared is not None:
            self._shared.add(item)
        with self._lock:
            if len(self._seen) >= self._most:
                self._seen.clear()
                self._by_name.clear()
            for row in (*item.similar, *item.recommendations):
                known = self._seen.get(row.tmdb_id)
                least = LEAST_VOTES if known is None else known.vote_count + 1  # votes only ever grow
                if row.vote_count >= least:
                    self._take(row, known)

    def _take(self, row: ListItem, known: ListItem | None) -> None:
        if known is not None and self._by_name.get(_name(known)) is known:
            del self._by_name[_name(known)]
        self._seen[row.tmdb_id] = row
        twin = self._by_name.setdefault(_name(row), row)
        if (row.vote_count, -row.tmdb_id) > (twin.vote_count, -twin.tmdb_id):
            self._by_name[_name(row)] = row

    def find(self, interaction: Interaction) -> ListItem | None:
        """The film with the title and the year of ``interaction``; None where no list showed one."""
        row = self.find_own(interaction)
        return row if row is not None or self._shared is None else self._shared.find(interaction)

    def find_own(self, interaction: Interaction) -> ListItem | None:
        """The same among what was added here."""
        if interaction.year is None or interaction.is_series:
            return None
        name = _name(interaction)
        with self._lock:
            return self._by_name.get(name)
