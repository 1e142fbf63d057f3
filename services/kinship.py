"""What two films share by who made them."""

from services.models.films import Item


def common_directors(item: Item, other: Item) -> list[str]:
    """Directors of both, in the order of ``item``."""
    return [name for name in item.directors if name in other.directors]


def common_actors(item: Item, other: Item) -> list[str]:
    """Those who are of the first names in the cast of both, in the order of ``item``."""
    return [name for name in item.cast if name in other.cast]


def kinship(item: Item, other: Item) -> float:
    """1 for a common director, and the share of ``item``'s cast that plays in both: 0 to 2."""
    actors = common_actors(item, other)
    return bool(common_directors(item, other)) + (len(actors) / len(item.cast) if actors else 0.0)
