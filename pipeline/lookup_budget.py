"""How many films metered sources of offers are asked for on behalf of one member."""

from enum import Enum, auto
from functools import cached_property

from infra.streaming.client import StreamingClient
from services.models.films import ListItem
from services.models.locale import Locale

LIVE_SHARE = 0.8
"""Share of the look-ups spent on live cards; the rest is for what the ranking lifts up."""

LAST_SHARE = 0.05
"""Share reserved for the final ranking, after the one that goes before the last films are matched."""


class Purpose(Enum):
    """What look-ups are for, in the order in which a job comes to it."""

    LIVE_CARDS = auto()
    NEARLY_FINAL_ORDER = auto()
    FINAL_ORDER = auto()


class LookupBudget:
    """The look-ups left to a member within half an hour, which their jobs share.

    Some are reserved for later purposes, unless each film is looked up once only (``is_all_live``).
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
        """The member's look-ups in other jobs: a question to the cache, once."""
        return self._streaming.lookups(self._member, self._locale)

    def ask(self) -> int:
        """``made_before``: called early, it is known by the time that a film is to be looked up."""
        return self.made_before

    def has_one_for(self, purpose: Purpose) -> bool:
        """Whether a look-up is left beyond those that are reserved for what comes after ``purpose``."""
        return self._most - self.made_before - self._taken > self._reserved[purpose]

    def take(self) -> None:
        """Set a look-up aside for a film."""
        self._taken += 1

    def give_back(self) -> None:
        """Take back a ``take`` that came to nothing."""
        self._taken -= 1

    def note(self, item: ListItem) -> None:
        """Count the look-up of ``item`` if it was answered: a repeated job makes do with the same ones."""
        if not self._streaming.takes_lookup(item, self._locale):
            self._noted += 1
            self._streaming.note_lookups(self._member, self._locale, self.made_before + self._noted)
