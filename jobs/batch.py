"""The batch: the changes of an event log that one process sends to others at once."""

from dataclasses import dataclass

import msgspec

from sse import LoggedEvent


@dataclass(frozen=True, slots=True)
class Batch:
    """The events after id ``after`` up to ``newest``, and the ids of earlier events that are no longer kept.

    ``removed`` holds the ids of events that nobody reads any more. ``dropped`` holds the ids of lines beyond
    the log's bound, ascending; followers are told their number. All dropped lines except the newest are also
    removed.
    """

    after: int
    newest: int
    events: tuple[LoggedEvent, ...] = ()
    removed: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    is_ended: bool = False  # ``newest`` is the last event of the log

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed."""
        return self.after == self.newest and not self.removed

    def encode(self) -> bytes:
        """Encode the batch as JSON, which the Lua scripts read too."""
        return msgspec.json.encode(self)


_DECODER = msgspec.json.Decoder(Batch)


def decode_batch(encoded: bytes) -> Batch:
    """Decode the result of ``Batch.encode``."""
    return _DECODER.decode(encoded)
