"""What has changed in an event log: the unit in which a log goes from one process to others."""

from dataclasses import dataclass

import msgspec

from sse import LoggedEvent


@dataclass(frozen=True, slots=True)
class Batch:
    """Events after id ``after`` up to ``newest``, and ids of earlier ones that are not kept any more.

    ``removed``: nobody reads them. ``dropped``: lines beyond the bound, whose number is told; ascending, and
    all but the newest of them are removed, too.
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
        """As JSON, which Lua reads too."""
        return msgspec.json.encode(self)


_DECODER = msgspec.json.Decoder(Batch)


def decode_batch(encoded: bytes) -> Batch:
    """What ``Batch.encode`` wrote."""
    return _DECODER.decode(encoded)
