"""The score of a candidate: how strongly the seeds vote for it, and how well it fits the member."""

from math import log, log10

from services.models.films import Item, ListItem
from services.taste import Taste
from services.weights import CATALOGUE_MEAN, Weights


def vote_share(position: int, weights: Weights) -> float:
    """Return the worth of a mention at ``position`` (0-based) of a list; 1 at the top."""
    return weights.position_offset / (weights.position_offset + position)


def votes_score(weighted_votes: float) -> float:
    """Return the points for the sum of the seeds' weighted votes."""
    return log(1 + weighted_votes)


def quality(item: ListItem, weights: Weights) -> float:
    """Return the Bayesian rating minus the catalogue's mean, in points of TMDB's scale.

    With few votes the result is near 0, because few votes say little.
    """
    return (item.vote_average - CATALOGUE_MEAN) * item.vote_count / (item.vote_count + weights.quality_prior)


def fit_score(item: ListItem, taste: Taste, weights: Weights, discovery: float) -> float:
    """Return the points for quality and taste by list data alone.

    ``discovery`` is between -1 (familiar films) and 1 (hidden gems); 0 means as the member watches. Below 0,
    a tenfold audience adds points. Above 0, it costs points, and the member's affinity to famous films counts
    less, at 1 not at all.
    """
    fame = weights.fame * (1 - max(0.0, discovery))
    score = (
        weights.quality * quality(item, weights)
        + weights.genre * taste.genre_of(item)
        + weights.era * taste.era_of(item)
        + fame * taste.fame_of(item)
        + weights.language * taste.language_of(item)
    )
    if discovery:
        score -= discovery * weights.discovery * log10(max(1, item.vote_count))
    return score


def detail_score(item: Item, back_votes: float, taste: Taste, weights: Weights) -> float:
    """Return the points that the details add: for director, cast, and the film's mentions of voters."""
    return (
        weights.director * taste.director_of(item.directors)
        + weights.cast * taste.casts.score(item.cast)
        + weights.back_links * log(1 + back_votes)
    )
