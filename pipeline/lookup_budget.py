"""The budget of one member for look-ups at metered sources of offers."""

from enum import Enum, auto
from functools import cached_property

from infra.streaming.client import StreamingClient
from services.models.films import ListItem
from services.models.locale import Locale

LIVE_SHARE = 0.8
"""The share of the look-ups for live cards. The rest is for films that a later ranking adds."""

LAST_SHARE = 0.05
"""The share reserved for the final order, after the order before the last films are matched."""


class Purpose(Enum):
    """The purposes of look-ups, in the order in which a job reaches them."""

    LIVE_CARDS = auto()
    NEARLY_FINAL_ORDER = auto()
    FINAL_ORDER = auto()


class LookupBudget:
    """The look-ups left to a member within half an hour. All jobs of the member share them.

    Some look-ups are reserved for later purposes, unless each film is looked up only once (``is_all_live``).
    """

    def __init__(
        self, streaming: StreamingClient, member: str, locale: Locale, most: int, *, is_all_live: bool
    ) -> None:
        self._streaming = streaming
        self._member = member
        self._locale = locale
        self._most = most
        self._reserved = {
            Purpose.LIVE_CARDS: 0 if is_all_live else round(most * (1 - LIVE_SHARE)),
            Purpose.NEARLY_FINAL_ORDER: round(most * LAST_SHARE),
            Purpose.FINAL_ORDER: 0,
        }
        self._taken = 0
        self._noted = 0

    @cached_property
    def made_before(self) -> int:
        """The number of the member's look-ups in other jobs, read from the cache once."""
        return self._streaming.lookups(self._member, self._locale)

    def ask(self) -> int:
        """Return ``made_before``. An early call reads it before a look-up needs it."""
        return self.made_before

    def has_one_for(self, purpose: Purpose) -> bool:
        """Return whether a look-up is left that is not reserved for a purpose after ``purpose``."""
        return self._most - self.made_before - self._taken > self._reserved[purpose]

    def take(self) -> None:
        """Use a look-up for a film."""
        self._taken += 1

    def give_back(self) -> None:
        """Undo a ``take`` whose look-up was not answered."""
        self._taken -= 1

    def note(self, item: ListItem) -> None:
        """Count the look-up of ``item`` for later jobs if it was answered.

        Look-ups without an answer stay available: a repeated job can use them for the same films.
        """
        if not self._streaming.takes_lookup(item, self._locale):
            self._noted += 1
            self._streaming.note_lookups(self._member, self._locale, self.made_before + self._noted)
