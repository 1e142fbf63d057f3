"""The constants of the ranking, each with its worth.

The worth is the loss of NDCG@20 on the two development beds (LB / ML) without that part of the score.
``python -m bench.quality --ablate`` prints it, and ``docs/ranking.md`` has the formula. Constants of
decisions that no bed can measure (reasons, seeds) stand with these decisions, in ``reasons.py`` and
``seeds.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STAR_WEIGHTS: Mapping[float, float] = MappingProxyType({5.0: 1.2, 4.5: 1.1, 4.0: 1.0, 3.5: 0.8, 3.0: 0.4})
"""The weight of a film's votes by the member's stars. A film below three stars has no votes.

The worth of the votes of films below four stars is .005 / .000.
"""

CATALOGUE_MEAN = 6.5
"""The mean of TMDB's ratings (0-10) of films with at least 50 votes, assumed for a film without votes."""

GENRE_SHARES: Mapping[str, float] = MappingProxyType(
    {
        "Drama": 0.389,
        "Action": 0.325,
        "Comedy": 0.296,
        "Adventure": 0.283,
        "Thriller": 0.260,
        "Science Fiction": 0.193,
        "Fantasy": 0.154,
        "Crime": 0.148,
        "Romance": 0.135,
        "Family": 0.127,
        "Horror": 0.115,
        "Animation": 0.100,
        "Mystery": 0.087,
        "History": 0.040,
        "War": 0.032,
        "Music": 0.021,
        "Western": 0.013,
        "Documentary": 0.005,
        "TV Movie": 0.005,
    }
)
"""The share of each genre in all votes on TMDB (some 21,000 films): what the public watches."""

LANGUAGE_SHARES: Mapping[str, float] = MappingProxyType(
    {
        "en": 0.894,
        "fr": 0.029,
        "ja": 0.016,
        "it": 0.015,
        "es": 0.010,
        "ko": 0.006,
        "de": 0.005,
        "hi": 0.004,
        "cn": 0.003,
        "zh": 0.003,
        "sv": 0.002,
        "ru": 0.002,
        "pt": 0.002,
        "da": 0.002,
        "no": 0.001,
        "pl": 0.001,
    }
)
"""The share of each original language in all votes on TMDB; other languages are below a thousandth.

The codes are ISO 639-1, and TMDB's ``cn`` for Cantonese.
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of one ranking, in points of score unless a comment names another unit.

    Their worth stands in brackets, LB / ML.
    """

    recommendations: float = 1.0  # of a mention in TMDB's recommendations [.035 / .100]
    similar: float = 0.4  # of a mention in TMDB's similar [.002 / .003]
    position_offset: float = 10.0  # a mention at 0-based position r counts offset / (offset + r)
    quality: float = 1.2  # of a point of Bayesian rating [.012 / .024]
    quality_prior: float = 4000.0  # votes that CATALOGUE_MEAN counts as
    genre: float = 1.5  # [.006 / .007]
    genre_smoothing: float = 0.1  # share added to both sides of the ratio
    era: float = 4.5  # [.004 / .035]
    era_years: float = 5.0  # a liked film this many years away counts 1/e
    fame: float = 0.75  # [.004 / -.002]
    fame_width: float = 0.3  # powers of ten of votes; a liked film this far away counts 1/e
    fame_smoothing: float = 0.05  # density added before the logarithm
    language: float = 0.5  # [.001 / .001]
    language_smoothing: float = 0.02  # share added to both sides of the ratio
    director: float = 0.65  # [.012 / .003]
    cast: float = 1.5  # [.004 / .006]
    back_links: float = 0.75  # [.009 / .010]
    diversity: float = 0.7  # loss of a film with exactly the genres of a better film [-.003 / -.001]
    discovery: float = 2.0  # loss by a tenfold audience when hidden gems are asked for; chosen, not measured


DEFAULT = Weights()
