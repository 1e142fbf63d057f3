"""How much a film's cast is that of films which the member likes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import nlargest
from math import log, sqrt

MOST = 10  # films that count: many weak likenesses say nothing


class Casts:
    """The casts of the films that vote: TF-IDF vectors, in which a name that few of them have says more.

    Read-only once built; the films' order does not matter to the last bit, if equals stand in one order.
    """

    def __init__(self, films: Iterable[tuple[tuple[str, ...], float]]) -> None:
        """``films``: cast and weight of each; those of weight 0 are passed over."""
        voting = [(cast, weight) for cast, weight in films if cast and weight]
        counts = Counter(name for cast, _ in voting for name in cast)
        self._unknown = log(1 + len(voting)) + 1  # of a name that none of them has
        self._rarity = {name: log((1 + len(voting)) / (1 + count)) + 1 for name, count in counts.items()}
        self._films: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (cast, weight) in enumerate(voting):
            per_name = weight / self._length(cast)
            for name in cast:
                self._films[name].append((place, per_name * self._rarity[name]))

    def score(self, cast: tuple[str, ...]) -> float:
        """ln(1 + the sum of the ten greatest weighted cosines of ``cast`` with a film's)."""
        products: dict[int, float] = {}
        for name in cast:
            for place, value in self._films.get(name, ()):
                products[place] = products.get(place, 0.0) + value * self._rarity[name]
        return log(1 + sum(nlargest(MOST, products.values())) / self._length(cast)) if products else 0.0

    def _length(self, cast: tuple[str, ...]) -> float:
        return sqrt(sum([self._rarity.get(name, self._unknown) ** 2 for name in cast]))
