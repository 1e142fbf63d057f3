"""The merging of all rows about a film into one film, and of all films into an export.

    rating   from ratings.csv, else from the newest entry of diary and reviews that has a rating
    like     from likes/films.csv
    day      of the newest viewing in diary and reviews, else of the mark as watched, else of the newest
             rating, like or undated entry

Letterboxd writes files oldest first: of two rows of one day, the later row is the newer one.
"""

from collections.abc import Sequence
from datetime import date

from infra.exports.files import Kind
from infra.exports.identity import Film, FilmIndex
from infra.exports.limits import unreadable
from infra.exports.rows import Entry
from services.models.histories import Export, Interaction, Profile, ProfileSource, RowNote, WatchlistFilm

_WatchlistKey = tuple[str | None, str, int | None]


class FilmMerger:
    """The films of one export. Its rows must arrive file by file, in the order of ``Kind``."""

    def __init__(self) -> None:
        self._index = FilmIndex()
        self._watchlist: dict[_WatchlistKey, tuple[date, WatchlistFilm]] = {}
        self._rows = 0

    def add(self, kind: Kind, entry: Entry) -> bool:
        """Add the data of ``entry``, a row of ``kind``, to its film.

        Returns False when the row may belong to several films. Then it is counted, and its data is not used.
        """
        self._rows += 1
        if kind is Kind.WATCHLIST:
            key = (entry.link, entry.title, entry.year)
            self._watchlist.setdefault(key, (entry.logged, WatchlistFilm(entry.title, entry.year)))
            return True
        found = self._index.find(kind, entry)
        if len(found) > 1:
            return False
        film = found[0] if found else self._index.add(entry)
        self._index.note_names(film, kind, entry)
        _update_film(film, kind, entry)
        return True

    def merged_count(self) -> int:
        """Return the number of rows that added no film: repeated and ambiguous ones."""
        return self._rows - len(self._index.films) - len(self._watchlist)

    def interactions(self) -> tuple[Interaction, ...]:
        """Return the watched films, newest first."""
        films = sorted(enumerate(self._index.films), key=lambda pair: (pair[1].day, pair[0]), reverse=True)
        return tuple(
            Interaction(film.title, film.year, None, film.stars, film.is_liked, link=film.link)
            for _, film in films
        )

    def watchlist(self) -> tuple[WatchlistFilm, ...]:
        """Return the films of the watchlist, newest first."""
        films = sorted(
            enumerate(self._watchlist.values()), key=lambda pair: (pair[1][0], pair[0]), reverse=True
        )
        return tuple(film for _, (_, film) in films)


def _update_film(film: Film, kind: Kind, entry: Entry) -> None:
    film.is_liked |= kind is Kind.LIKES
    day = entry.watched or entry.logged
    rank = (kind is Kind.RATINGS, day, entry.logged)
    if entry.stars is not None and rank >= film.stars_rank:
        film.stars, film.stars_rank = entry.stars, rank
    day_rank = 2 if entry.watched else 1 if kind is Kind.WATCHED else 0
    film.day_rank, film.day = max((film.day_rank, film.day), (day_rank, day))


def export_of(
    username: str,
    merger: FilmMerger,
    skipped: Sequence[RowNote],
    notes: Sequence[RowNote],
    watchlist_fault: str,
) -> Export:
    """Build the export from the films of ``merger`` and the notes on what was left out.

    Raises ``InvalidRequest`` when there are no watched films.
    """
    interactions = merger.interactions()
    if not interactions:
        raise unreadable(_no_films(skipped, notes))
    return Export(
        Profile(username, interactions, pages=None, source=ProfileSource.EXPORT),
        merger.watchlist(),
        len(interactions),
        merger.merged_count(),
        tuple(skipped),
        tuple(notes),
        watchlist_fault,
    )


def _no_films(skipped: Sequence[RowNote], notes: Sequence[RowNote]) -> str:
    if skipped:
        first = skipped[0]
        return (
            f"None of its {len(skipped)} rows can be read: {first.file}, line {first.line}: {first.reason}."
        )
    if notes:
        return f"It contains no watched film. {notes[0].file}: {notes[0].reason}."
    return "It contains no watched film. Send the file just as it was downloaded."
