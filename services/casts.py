"""The similarity of a film's cast to the casts of the films that vote."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt

MOST = 10  # number of the most similar films that count: many weak similarities say nothing


@dataclass(frozen=True, slots=True)
class Casts:
    """The casts of the films that vote, as TF-IDF vectors: a name that few of the films have counts more.

    The order of the films does not change a score, not even in the last bit.
    """

    rarity: Mapping[str, float]  # inverse document frequency by name
    rarity_of_unknown: float  # the same for a name that none of the films has
    films: Mapping[
        str, Sequence[tuple[int, float]]
    ]  # by name: indices of films, and the name's component of each weighted unit vector

    @classmethod
    def of(cls, films: Iterable[tuple[tuple[str, ...], float]]) -> "Casts":
        """Return the casts of ``films``, given as casts and weights.

        Films without a cast or with the weight 0 are skipped.
        """
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
        """Return ln(1 + the sum of the ten greatest weighted cosines of ``cast`` with a film's cast)."""
        products: dict[int, float] = {}
        for name in cast:
            for place, value in self.films.get(name, ()):
                products[place] = products.get(place, 0.0) + value * self.rarity[name]
        return log(1 + sum(nlargest(MOST, products.values())) / self._length(cast)) if products else 0.0

    def _length(self, cast: tuple[str, ...]) -> float:
        return sqrt(sum([self.rarity.get(name, self.rarity_of_unknown) ** 2 for name in cast]))
