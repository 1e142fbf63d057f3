"""The faults that every service can have: of the connection, and answers that no client should accept."""

import gzip
from functools import cache
from typing import Final

from standin.fault_kinds.kind import Deed, Kinds, Refusal

BOMB_BYTES: Final = 60 * 1024 * 1024
"""The size of the bomb when it is unpacked; it is sent at a thousandth of that size."""

NO_HEADER: Final = "without a colon"
"""The line among the headers that is no header."""


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), 9)


KINDS: Final[Kinds] = {
    "delay": Deed("Answers `delay_s` seconds late."),
    "timeout": Deed("Hangs for `delay_s` seconds, then closes the connection without an answer."),
    "drop": Deed("Closes the connection without an answer."),
    "reset": Deed("Resets the connection (TCP RST) without an answer."),
    "trickle": Deed("Sends the body in small pieces over `delay_s` seconds: no single read is slow."),
    "broken_header": Deed("Among the headers stands a line that is none."),
    "leads_away": Deed("302 to the same path and query below `location`: another host."),
    "bomb": Refusal("60 MB, packed to 60 KB.", _bomb, 200, headers=(("Content-Encoding", "gzip"),)),
}
