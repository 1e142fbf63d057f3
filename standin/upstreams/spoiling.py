"""The faults in a part of an answer, for the upstreams whose answers are pages and tables."""

from dataclasses import replace
from typing import TypeVar

from standin.fault_kinds.kind import Change, Part
from standin.faults import Fault
from standin.http_messages import Reply

_T = TypeVar("_T")


def spoiled_part(part: Part, given: _T, fault: Fault | None) -> _T:
    """Return the part as the fault changes it; the same part if the fault concerns another part."""
    if fault is None or not isinstance(fault.does, Change) or fault.does.part != part:
        return given
    spoiled: _T = fault.does.apply(given, 1 if fault.count is None else fault.count)
    return spoiled


def spoiled_text(reply: Reply, fault: Fault | None) -> Reply:
    """Return the reply with the fault in its text."""
    text = reply.body.decode()
    spoiled = spoiled_part("text", text, fault)
    return reply if spoiled is text else replace(reply, body=spoiled.encode())
