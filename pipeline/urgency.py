"""Levels of urgency: of a job's calls, those with a higher level go first in the queue of a service.

See ``utils.URGENCY``.
"""

from typing import Final

SEARCHED: Final = 1
"""The urgency of details of a film that was searched for: seeds vote early, before all searches are done."""

FIRST_CARDS: Final = 2
"""The urgency of calls that the first cards wait for."""
