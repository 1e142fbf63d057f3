"""How many films metered sources of offers are asked for on behalf of one member."""

from infra.streaming.client import StreamingClient
from services.models.films import ListItem
from services.models.locale import Locale


class LookupBudget:
    """The look-ups left to a member within half an hour, which their jobs share."""

    def __init__(self, streaming: StreamingClient, member: str, locale: Locale, most: int) -> None:
        self._streaming = streaming
        self._member = member
        self._locale = locale
        self._made = streaming.lookups(member, locale)
        self._left = most - self._made

    def has_more_than(self, kept: int) -> bool:
        """Whether a look-up is left beyond those ``kept`` for later."""
        return self._left > kept

    def take(self) -> None:
        """Set a look-up aside for a film."""
        self._left -= 1

    def give_back(self) -> None:
        """Take back a ``take`` that came to nothing."""
        self._left += 1

    def note(self, item: ListItem) -> None:
        """Count the look-up of ``item`` if it was answered: a repeated job makes do with the same ones."""
        if not self._streaming.takes_lookup(item, self._locale):
            self._made += 1
            self._streaming.note_lookups(self._member, self._locale, self._made)
