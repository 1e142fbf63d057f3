"""Films that TMDB's lists of other films show: a film is identified by title and year without a search."""

from threading import Lock

from services.models.films import Item, ListItem
from services.models.histories import Interaction
from utils import exact_title

LEAST_VOTES = 100
"""The least number of votes of a film that is remembered.

Of two films with the same title and year, a search takes the one with more votes, but a list might show only
the other. Of 13,946 films with at least so many votes, 39 have such a twin.
"""

MOST = 30_000
"""The most films that are remembered, about 0.5 KB each: about all films of TMDB with so many votes."""

_Name = tuple[str, int | None]


def _name(film: ListItem | Interaction) -> _Name:
    return exact_title(film.title), film.year


class ListedFilms:
    """The films that lists showed so far, by exact title and year. Thread-safe."""

    def __init__(self, most: int = MOST, shared: "ListedFilms | None" = None) -> None:
        """Remember at most ``most`` films.

        Films that are added here are also added to ``shared``. Films that are not found here are searched
        there.
        """
        self._shared = shared
        self._most = most
        self._lock = Lock()
        self._seen: dict[int, ListItem] = {}  # as the newest list shows them
        self._by_name: dict[_Name, ListItem] = {}

    def add(self, item: Item) -> None:
        """Add the films of both lists of ``item``. When too many are remembered, forget all others first.

        Films that were forgotten are added again when another list shows them.
        """
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
        """Return the film with the title and year of ``interaction``; None where no list showed one."""
        row = self.find_own(interaction)
        return row if row is not None or self._shared is None else self._shared.find(interaction)

    def find_own(self, interaction: Interaction) -> ListItem | None:
        """Return the film as ``find`` does, but only if it was added here."""
        if interaction.year is None or interaction.is_series:
            return None
        name = _name(interaction)
        with self._lock:
            return self._by_name.get(name)
