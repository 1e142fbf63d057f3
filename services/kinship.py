"""The kinship of two films: the directors and actors that they have in common."""

from services.models.films import Item


def common_directors(item: Item, other: Item) -> list[str]:
    """Return the directors of both films, in the order of ``item``."""
    return [name for name in item.directors if name in other.directors]


def common_actors(item: Item, other: Item) -> list[str]:
    """Return the actors who are among the first names of both casts, in the order of ``item``."""
    return [name for name in item.cast if name in other.cast]


def kinship(item: Item, other: Item) -> float:
    """Return 1 for a common director plus the share of ``item``'s cast that plays in both films: 0 to 2."""
    actors = common_actors(item, other)
    return bool(common_directors(item, other)) + (len(actors) / len(item.cast) if actors else 0.0)
