"""The phase of a job: how far all its members are read. It decides which calls are worth making."""

from collections.abc import Sequence
from enum import IntEnum

from pipeline.enrichment import Enrichment
from pipeline.scheduler import Stage
from services.models.films import ListItem


class Phase(IntEnum):
    """The phases of a job, by what is known of all members."""

    READING = 0  # not all profiles are read
    GUESSING = 1  # all profiles are read
    SEEDS_READ = 2  # and the lists of all seeds
    VOTERS_READ = 3  # and the lists of all films that vote
    ALL_READ = 4  # and every film that is not set aside is matched


class PhaseTracker:
    """The tracker of a job's phase, which is the phase of its slowest member."""

    def __init__(self, enrichments: Sequence[Enrichment], beside: Sequence[Stage]) -> None:
        """Take as ``beside`` the stages that bring seeds or candidates besides the members' films."""
        self._enrichments = enrichments
        self._beside = beside

    @property
    def phase(self) -> Phase:
        """The phase that all members have reached; at most ``GUESSING`` before ``beside`` is done."""
        of_members = min(map(_phase_of, self._enrichments))
        is_read = all(stage.is_done for stage in self._beside)
        return of_members if is_read else min(of_members, Phase.GUESSING)

    @property
    def is_replaying(self) -> bool:
        """Whether films of a member come without a call now, so that more is known soon at no cost."""
        return any(each.is_replaying for each in self._enrichments)

    def recall(self, items: Sequence[ListItem]) -> bool:
        """Queue films set aside that may be one of ``items``; return whether any is: the phase goes back."""
        return sum(each.recall(items) for each in self._enrichments) > 0

    @property
    def matched(self) -> int:
        """The number of the members' films that are matched so far."""
        return sum(len(each.rated) for each in self._enrichments)


def _phase_of(enrichment: Enrichment) -> Phase:
    if enrichment.is_done:
        return Phase.ALL_READ
    if enrichment.has_read_voters:
        return Phase.VOTERS_READ
    if enrichment.has_read_seeds:
        return Phase.SEEDS_READ
    return Phase.GUESSING if enrichment.is_complete else Phase.READING
