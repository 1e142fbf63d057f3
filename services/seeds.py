"""The choice of a member's films that recommendations are based on: seeds and supporters.

Seeds are films rated ``seed_min_stars`` or higher. If a member has fewer than ``FEW`` of them, the films that
they liked are seeds too. If these are still too few, the films at the top of the member's own scale are seeds
as well. Supporters vote too, but bring no candidate alone and are never given as a reason. They are films
rated three stars or more, and films liked without a rating.
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
"""The stars of a supporter when the person asks for few films.

Films of three stars would cost a sixth of the calls, and add .003 to NDCG@20.
"""
LIKED_STARS = SEED_MIN_STARS  # the worth of a like: as much as the rating that makes a film a seed
TOP_STARS = 4.5  # the worth of the best rating of a member with a low scale

Basis = Literal["rated", "liked", "top_of_scale"]


def has_taste(interactions: Iterable[Interaction]) -> bool:
    """Return whether any film has a rating or a like."""
    return any(film.liked or film.rating_stars is not None for film in interactions)


def early_seed(rated: RatedItem, seed_min_stars: float = SEED_MIN_STARS) -> Seed | None:
    """Return the seed of ``rated`` if it is a seed whatever the rest of the profile holds, else None."""
    film = rated.interaction
    if film.rating_stars is None or film.rating_stars < seed_min_stars:
        return None
    return Seed(rated.item, _weight(film.rating_stars), film.rating_stars, film.liked)


def liked_seed(item: Item) -> Seed:
    """Return the seed of a film that the person saw and liked elsewhere."""
    return Seed(item, _weight(LIKED_STARS), None, liked=True)


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """The votes of a profile's films. ``plan_seeds`` makes it once all ratings are known, matched or not.

    ``cut`` is the number of stars from which a film is a seed. ``lift`` is the number of stars that is added
    to the ratings of a low scale. ``support`` is the number of stars from which a film is a supporter.
    """

    basis: Basis
    cut: float
    lift: float = 0.0
    support: float = SUPPORT_MIN_STARS

    def seed(self, rated: RatedItem) -> Seed | None:
        """Return the seed or supporter that ``rated`` is; None for a film without a vote."""
        film = rated.interaction
        weight = self.weight(film)
        if not weight:
            return None
        return Seed(rated.item, weight, film.rating_stars, film.liked, supporting=not self.is_seed(film))

    def weight(self, film: Interaction) -> float:
        """Return the weight of the votes of ``film``; 0 when it has no vote."""
        if not self.is_seed(film) and not self._is_supporter(film):
            return 0.0
        return _weight(self._stars(film))

    def is_seed(self, film: Interaction) -> bool:
        """Return whether ``film`` brings candidates and may be a reason."""
        if film.rating_stars is not None and film.rating_stars >= self.cut:
            return True
        return film.liked and self.basis != "rated"

    def is_like(self, film: Interaction) -> bool:
        """Return whether the member likes ``film``: it is a seed, or is marked as liked."""
        return film.liked or self.is_seed(film)

    def priority(self, film: Interaction) -> tuple[int, float]:
        """Return the sort key of ``film`` for enrichment: seeds, supporters, then others, each best first."""
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
    """Return the plan for a profile. The order of ``interactions`` does not matter."""
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
    """Return the sort key of seeds with the same film: the greatest counts."""
    return not seed.supporting, seed.weight, seed.rating_stars or 0.0, seed.liked


def _weight(stars: float) -> float:
    return STAR_WEIGHTS[min(5.0, max(SUPPORT_MIN_STARS, round(stars * 2) / 2))]
