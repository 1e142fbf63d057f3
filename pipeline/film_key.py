"""Which entries of a history are the same film."""

from collections.abc import Iterable

from services.models.histories import Interaction

FilmKey = str | tuple[str, int | None]


def film_key(film: Interaction) -> FilmKey:
    """Letterboxd's name of the film, however its year was read, or its address; else title and year."""
    return film.slug or film.link or (film.title, film.year)


def distinct(films: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """Each film once, in the order of its first entry, as its last entry tells it."""
    return tuple({film_key(film): film for film in films}.values())
