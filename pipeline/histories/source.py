"""The interface of every source of a member's films."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.scheduler import Stage
from services.models.histories import Profile


class HistorySource(Stage, Protocol):
    """A stage that reads a member's films, and passes films and then the profile to a ``HistoryReceiver``."""

    @property
    def so_far(self) -> Profile | None:
        """The profile as far as it is known before it is passed on; None when no film is."""

    @property
    def side_stages(self) -> Sequence[Stage]:
        """The stages that read something in addition, with lower priority."""
