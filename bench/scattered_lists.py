"""A world for measuring the app alone: lists of neighbours that cost no time to make."""

from collections.abc import Sequence

from standin.lists import Lists
from standin.world import World

LIST_LENGTH = 20


class ScatteredLists:
    """Lists that take no time to make: neighbours by id, well mixed, so that a big world costs no minutes."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = sorted(ids)
        self._indices = {film_id: index for index, film_id in enumerate(self._ids)}

    def similar(self, film_id: int) -> Sequence[int]:
        """Twenty films."""
        return self._from(self._indices[film_id] * 31 + 7, 5)

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Twenty other films."""
        return self._from(self._indices[film_id] * 17 + 3, 11)

    def _from(self, start: int, step: int) -> list[int]:
        return [self._ids[(start + step * number) % len(self._ids)] for number in range(LIST_LENGTH)]


def world_of(member: str, films: int, seeds: float) -> World:
    """The bundled world with one more member, and lists that are made at once."""
    world = World.bundled().with_member(member, films, seeds)
    lists: Lists = ScatteredLists([film.id for film in world.films.values() if not film.series])
    return World(world.films.values(), world.members.values(), lists=lists)
