"""Members for tests and benches, with a given number of films and a given share of loved films."""

from collections.abc import Sequence
from typing import Final

from standin.model import Film, Markup, Member, MemberFilm
from standin.text import chance, pick

_LOVED_STARS: Final = (4.0, 4.5, 5.0)
_OTHER_STARS: Final = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, None)
_LIKED_SHARE: Final = 0.5
"""The share of the loved films that are liked."""
_WATCHLIST: Final = 60


def member_of_size(
    name: str, size: int, seeds: float, films: Sequence[Film], markup: Markup = "current"
) -> Member:
    """Return a member who has watched the first `size` of these films; the next films are on the watchlist.

    The first of the watched films, a share of `seeds`, are rated with 4 stars or more. Raises ValueError when
    there are too few films.
    """
    if size > len(films):
        raise ValueError(f"{size} films wanted, {len(films)} there")
    loved = round(size * seeds)
    entries = [_entry(name, film, loved=place < loved) for place, film in enumerate(films[:size])]
    entries.sort(key=lambda entry: chance(name, "when", entry.film_id))
    watchlist = tuple(film.id for film in films[size : size + _WATCHLIST])
    return Member(name, tuple(entries), watchlist, markup)


def _entry(name: str, film: Film, *, loved: bool) -> MemberFilm:
    choices = _LOVED_STARS if loved else _OTHER_STARS
    stars = choices[pick(len(choices), name, "stars", film.id)]
    return MemberFilm(film.id, stars, loved and chance(name, "like", film.id) < _LIKED_SHARE)
