"""A world to measure the application alone: its lists of films take no time to make."""

from collections.abc import Sequence

from standin.lists import Lists
from standin.world import World

LIST_LENGTH = 20


class ScatteredLists:
    """Lists that take no time to make: films by well-mixed ids, so that a big world does not take minutes."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = sorted(ids)
        self._indices = {film_id: index for index, film_id in enumerate(self._ids)}

    def similar(self, film_id: int) -> Sequence[int]:
        """Return twenty films."""
        return self._from(self._indices[film_id] * 31 + 7, 5)

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Return twenty films by another formula."""
        return self._from(self._indices[film_id] * 17 + 3, 11)

    def _from(self, start: int, step: int) -> list[int]:
        return [self._ids[(start + step * number) % len(self._ids)] for number in range(LIST_LENGTH)]


def world_of(member: str, films: int, seeds: float) -> World:
    """Return the bundled world with one more member, and with lists that are made at once."""
    world = World.bundled().with_member(member, films, seeds)
    lists: Lists = ScatteredLists([film.id for film in world.films.values() if not film.series])
    return World(world.films.values(), world.members.values(), lists=lists)
