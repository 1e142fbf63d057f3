"""The search for films by title, like those of TMDB and JustWatch: every word must occur."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from standin.invented_facts import translated_titles
from standin.model import Film
from standin.text import words

_EXACT: Final = 0
_STARTS: Final = 1
_CONTAINS: Final = 2


class TitleIndex:
    """An index from words to films, over titles, original titles and translated ones."""

    def __init__(self, films: Iterable[Film]) -> None:
        self._films: dict[int, Film] = {}
        self._titles: dict[int, tuple[tuple[str, ...], ...]] = {}
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        for film in films:
            known = (film.title, film.original_title, *translated_titles(film).values())
            titles = tuple({words(title) for title in known if title})
            self._films[film.id] = film
            self._titles[film.id] = titles
            for title in titles:
                for word in title:
                    self._holders[word].add(film.id)

    def find(self, query: str) -> list[Film]:
        """Return the films that hold every word of the query: best text match first, then most popular."""
        wanted = words(query)
        if not wanted:
            return []
        holders = sorted((self._holders.get(word, set()) for word in set(wanted)), key=len)
        found = set.intersection(*holders)
        return sorted(
            (self._films[film_id] for film_id in found),
            key=lambda film: (self._match(film.id, wanted), -film.popularity, film.id),
        )

    def _match(self, film_id: int, wanted: tuple[str, ...]) -> int:
        titles = self._titles[film_id]
        if wanted in titles:
            return _EXACT
        return _STARTS if any(title[: len(wanted)] == wanted for title in titles) else _CONTAINS
