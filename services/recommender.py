"""The final ranking of the candidates whose details are known."""

from collections.abc import Iterable

from services.candidates import CandidatePool, without_lists
from services.diversity import diversify
from services.eligibility import is_concert, is_short
from services.exclusions import Exclusions
from services.models.films import Item
from services.models.ranking import Candidate, ScoredCandidate
from services.reasons import reasons_for
from services.scoring import detail_score, fit_score, votes_score
from services.taste import Taste


def rank(
    pool: CandidatePool,
    items: Iterable[Item],
    taste: Taste,
    seen: Exclusions,
    *,
    count: int | None = None,
    discovery: float = 0.0,
) -> tuple[ScoredCandidate, ...]:
    """The films of ``items`` that may be shown, best first, each once, at most ``count``.

    Each holds its full ``Item`` without lists. Scores never rise with the rank.
    """
    shown = {item.tmdb_id: item for item in items if is_shown(item, pool, taste, seen)}
    scores = {tmdb_id: full_score(item, pool, taste, discovery) for tmdb_id, item in shown.items()}
    genres = {tmdb_id: item.genres for tmdb_id, item in shown.items()}
    order = diversify(scores, genres, pool.weights.diversity, len(scores) if count is None else count)
    return tuple(_card(shown[tmdb_id], score, pool, taste) for tmdb_id, score in order)


def is_shown(item: Item, pool: CandidatePool, taste: Taste, seen: Exclusions) -> bool:
    """Whether a seed mentions ``item``, and it is unseen, good enough and of a kind the member watches."""
    return (
        pool.tally(item.tmdb_id) > 0
        and not seen.contains(item)
        and pool.eligibility.admits(item)
        and is_of_kind(item, taste)
    )


def is_of_kind(item: Item, taste: Taste) -> bool:
    """Whether ``item`` is no short and no concert, or the member watches such."""
    return (taste.watches_shorts or not is_short(item)) and (taste.watches_concerts or not is_concert(item))


def full_score(item: Item, pool: CandidatePool, taste: Taste, discovery: float = 0.0) -> float:
    """The score of ``item`` for the member of ``pool`` and ``taste``, before the ranking is diversified."""
    back = sum(contribution for contribution, _ in pool.back_contributions(item))
    return (
        votes_score(pool.tally(item.tmdb_id))
        + fit_score(item, taste, pool.weights, discovery)
        + detail_score(item, back, taste, pool.weights)
    )


def _card(item: Item, score: float, pool: CandidatePool, taste: Taste) -> ScoredCandidate:
    candidate = Candidate(without_lists(item), pool.candidate(item.tmdb_id).votes)
    contributions = (*pool.contributions(item.tmdb_id), *pool.back_contributions(item))
    return ScoredCandidate(candidate, score, reasons_for(item, contributions, taste))
