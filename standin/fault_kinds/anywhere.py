"""Faults of the connection, which every service can have."""

from typing import Final

from standin.fault_kinds.kind import Deed, Kinds

KINDS: Final[Kinds] = {
    "delay": Deed("Answers `delay_s` seconds late."),
    "timeout": Deed("Hangs for `delay_s` seconds, then closes the connection without an answer."),
    "drop": Deed("Closes the connection without an answer."),
    "reset": Deed("Resets the connection (TCP RST) without an answer."),
    "trickle": Deed("Sends the body in small pieces over `delay_s` seconds: no single read is slow."),
}
