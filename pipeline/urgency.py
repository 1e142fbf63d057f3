"""Which calls of a job overtake its others in the queue of a service; see ``utils.URGENCY``."""

from typing import Final

SEARCHED: Final = 1
"""Details of a film that was searched for: seeds vote early, instead of all searches going first."""

FIRST_CARDS: Final = 2
"""What the first cards wait for."""
