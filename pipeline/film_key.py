"""The key that entries of the same film share."""

from collections.abc import Iterable

from services.models.histories import Interaction

FilmKey = str | tuple[str, int | None]


def film_key(film: Interaction) -> FilmKey:
    """Return the key of a film: its slug or else its link, whatever year was read; else title and year."""
    return film.slug or film.link or (film.title, film.year)


def distinct(films: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """Return each film once, in the order of the first entries, with the data of its last entry."""
    return tuple({film_key(film): film for film in films}.values())
