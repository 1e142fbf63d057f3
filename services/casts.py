"""How much a film's cast is that of films which the member likes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt

MOST = 10  # films that count: many weak likenesses say nothing


@dataclass(frozen=True, slots=True)
class Casts:
    """The casts of the films that vote: TF-IDF vectors, in which a name that few of them have says more.

    The films' order does not matter to the last bit, if equals stand in one order.
    """

    rarity: Mapping[str, float]  # of a name
    rarity_of_unknown: float  # of a name that none of them has
    films: Mapping[
        str, Sequence[tuple[int, float]]
    ]  # by name: the place of a film, and the name's share of it

    @classmethod
    def of(cls, films: Iterable[tuple[tuple[str, ...], float]]) -> "Casts":
        """``films``: cast and weight of each; those of weight 0 are passed over."""
        voting = [(cast, weight) for cast, weight in films if cast and weight]
        counts = Counter(name for cast, _ in voting for name in cast)
        rarity = {name: log((1 + len(voting)) / (1 + count)) + 1 for name, count in counts.items()}
        of_name: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (cast, weight) in enumerate(voting):
            per_name = weight / sqrt(sum([rarity[name] ** 2 for name in cast]))
            for name in cast:
                of_name[name].append((place, per_name * rarity[name]))
        return cls(rarity, log(1 + len(voting)) + 1, dict(of_name))

    def score(self, cast: tuple[str, ...]) -> float:
        """ln(1 + the sum of the ten greatest weighted cosines of ``cast`` with a film's)."""
        products: dict[int, float] = {}
        for name in cast:
            for place, value in self.films.get(name, ()):
                products[place] = products.get(place, 0.0) + value * self.rarity[name]
        return log(1 + sum(nlargest(MOST, products.values())) / self._length(cast)) if products else 0.0

    def _length(self, cast: tuple[str, ...]) -> float:
        return sqrt(sum([self.rarity.get(name, self.rarity_of_unknown) ** 2 for name in cast]))
