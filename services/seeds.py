"""Which films of the member the recommendations stand on.

Seeds are films rated ``seed_min_stars`` or higher. A member with fewer than ``FEW`` of them gets films that
they liked as well, and if these are still fewer, the top of their own scale. Supporters vote too, but bring
no candidate alone and are never named: films rated three stars and more, and films liked without a rating.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.models.defaults import SEED_MIN_STARS
from services.models.films import Item
from services.models.histories import Interaction, RatedItem
from services.models.ranking import Seed
from services.weights import STAR_WEIGHTS

FEW = 3
SUPPORT_MIN_STARS = 3.0
FEWER_SUPPORT_MIN_STARS = 3.5
"""Of who asks for few films: votes of three stars would cost a sixth of the calls, for .003 of NDCG@20."""
LIKED_STARS = SEED_MIN_STARS  # what a like is worth: as much as a rating that says so by itself
TOP_STARS = 4.5  # what the best rating of a member with a low scale is taken for

Basis = Literal["rated", "liked", "top_of_scale"]


def has_taste(interactions: Iterable[Interaction]) -> bool:
    """Whether there is anything to start from: a rating or a like."""
    return any(film.liked or film.rating_stars is not None for film in interactions)


def early_seed(rated: RatedItem, seed_min_stars: float = SEED_MIN_STARS) -> Seed | None:
    """The seed that ``rated`` is, whatever the rest of the profile says; None when that is not sure yet."""
    film = rated.interaction
    if film.rating_stars is None or film.rating_stars < seed_min_stars:
        return None
    return Seed(rated.item, _weight(film.rating_stars), film.rating_stars, film.liked)


def liked_seed(item: Item) -> Seed:
    """The seed that a film seen and liked elsewhere is, whatever the profile's basis."""
    return Seed(item, _weight(LIKED_STARS), None, liked=True)


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """How the films of a profile vote; made by ``plan_seeds`` once all ratings are known, matched or not.

    ``cut`` is the number of stars from which a film is a seed; ``lift`` the stars added to a low scale;
    ``support`` the number of stars from which one is a supporter.
    """

    basis: Basis
    cut: float
    lift: float = 0.0
    support: float = SUPPORT_MIN_STARS

    def seed(self, rated: RatedItem) -> Seed | None:
        """The vote of ``rated``; None for a film without one."""
        film = rated.interaction
        weight = self.weight(film)
        if not weight:
            return None
        return Seed(rated.item, weight, film.rating_stars, film.liked, supporting=not self.is_seed(film))

    def weight(self, film: Interaction) -> float:
        """Weight of the votes of ``film``; 0 when it has none."""
        if not self.is_seed(film) and not self._is_supporter(film):
            return 0.0
        return _weight(self._stars(film))

    def is_seed(self, film: Interaction) -> bool:
        """Whether ``film`` brings candidates and may be named as a reason."""
        if film.rating_stars is not None and film.rating_stars >= self.cut:
            return True
        return film.liked and self.basis != "rated"

    def is_like(self, film: Interaction) -> bool:
        """Whether the member likes ``film``: it is a seed, or marked as liked."""
        return film.liked or self.is_seed(film)

    def priority(self, film: Interaction) -> tuple[int, float]:
        """Sort key of ``film`` for enrichment: seeds first, best first, then supporters, then the rest."""
        kind = 0 if self.is_seed(film) else 1 if self._is_supporter(film) else 2
        return kind, -self._stars(film)

    def _stars(self, film: Interaction) -> float:
        if film.rating_stars is None:
            return LIKED_STARS if film.liked else 0.0
        return film.rating_stars + self.lift

    def _is_supporter(self, film: Interaction) -> bool:
        return film.liked if film.rating_stars is None else film.rating_stars >= self.support


def plan_seeds(
    interactions: Iterable[Interaction],
    seed_min_stars: float = SEED_MIN_STARS,
    support_min_stars: float = SUPPORT_MIN_STARS,
) -> SeedPlan:
    """The plan for a profile; the order of ``interactions`` does not matter."""
    films = tuple(interactions)
    stars = sorted((film.rating_stars for film in films if film.rating_stars is not None), reverse=True)
    rated = sum(1 for value in stars if value >= seed_min_stars)
    if rated >= FEW:
        return SeedPlan("rated", seed_min_stars, support=support_min_stars)
    liked = sum(1 for film in films if film.liked and (film.rating_stars or 0.0) < seed_min_stars)
    if not stars or (liked and rated + liked >= FEW):
        return SeedPlan("liked", seed_min_stars)
    mean = sum(stars) / len(stars)
    cut = max(stars[: FEW * 2][-1], min(mean, stars[0]))
    return SeedPlan("top_of_scale", min(cut, seed_min_stars), max(0.0, TOP_STARS - stars[0]))


def strength(seed: Seed) -> tuple[bool, float, float, bool]:
    """Sort key of seeds of one film: the greatest stands for all."""
    return not seed.supporting, seed.weight, seed.rating_stars or 0.0, seed.liked


def _weight(stars: float) -> float:
    return STAR_WEIGHTS[min(5.0, max(SUPPORT_MIN_STARS, round(stars * 2) / 2))]
