"""How far the reading of all members of a job is: it decides what is worth a call."""

from collections.abc import Sequence
from enum import IntEnum

from pipeline.enrichment import Enrichment
from pipeline.scheduler import Stage
from services.models.films import ListItem


class Phase(IntEnum):
    """What is known."""

    READING = 0  # not all profiles
    GUESSING = 1  # the profiles
    SEEDS_READ = 2  # the lists of all seeds
    VOTERS_READ = 3  # and of all that vote
    ALL_READ = 4  # every film


class PhaseTracker:
    """The slowest member's state is the job's."""

    def __init__(self, enrichments: Sequence[Enrichment], beside: Sequence[Stage]) -> None:
        """``beside``: stages that bring seeds or candidates besides the members' films."""
        self._enrichments = enrichments
        self._beside = beside

    @property
    def phase(self) -> Phase:
        """What is known of all members."""
        of_members = min(map(_phase_of, self._enrichments))
        is_read = all(stage.is_done for stage in self._beside)
        return of_members if is_read else min(of_members, Phase.GUESSING)

    @property
    def is_replaying(self) -> bool:
        """Whether films of the members come without a call just now: soon more is known, for nothing."""
        return any(each.is_replaying for each in self._enrichments)

    def recall(self, items: Sequence[ListItem]) -> bool:
        """Have films matched that may be one of ``items``; whether there are any, and the phase goes back."""
        return sum(each.recall(items) for each in self._enrichments) > 0

    @property
    def matched(self) -> int:
        """Films of the members with a match so far."""
        return sum(len(each.rated) for each in self._enrichments)


def _phase_of(enrichment: Enrichment) -> Phase:
    if enrichment.is_done:
        return Phase.ALL_READ
    if enrichment.has_read_voters:
        return Phase.VOTERS_READ
    if enrichment.has_read_seeds:
        return Phase.SEEDS_READ
    return Phase.GUESSING if enrichment.is_complete else Phase.READING
