"""The interface of every source of a member's films."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.scheduler import Stage
from services.models.histories import Profile


class HistorySource(Stage, Protocol):
    """Stage: reads a member's films, hands them to a ``HistoryReceiver``, and then the whole profile."""

    @property
    def so_far(self) -> Profile | None:
        """What is known of the profile before it is handed on; None: not a film."""

    @property
    def side_stages(self) -> Sequence[Stage]:
        """What the source reads in addition, with lower priority."""
