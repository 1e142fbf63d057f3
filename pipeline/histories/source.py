"""The interface of every source of a member's films."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.scheduler import Stage


class HistorySource(Stage, Protocol):
    """Stage: reads a member's films, hands them to a ``HistoryReceiver``, and then the whole profile."""

    @property
    def side_stages(self) -> Sequence[Stage]:
        """What the source reads in addition, with lower priority."""
