"""How a request comes to its answer: the time it takes, and what a fault does on the way."""

from dataclasses import dataclass, replace
from threading import Event
from typing import Protocol

from standin.fault_kinds.anywhere import NO_HEADER
from standin.fault_kinds.kind import Refusal
from standin.faults import Fault
from standin.http_messages import HANG_UP, RESET, Reply, Request, html


class Upstream(Protocol):
    """One of the services that the stand-in answers for."""

    @property
    def service(self) -> str:
        """Its name in the log."""

    def kind(self, request: Request, /) -> str:
        """What is asked for, in one word for the log."""

    def reply(self, request: Request, fault: Fault | None, /) -> Reply:
        """The answer, spoiled by the fault if there is one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What ends the waits of requests."""

    closing: Event
    """No longer at all: they get no answer."""
    healed: Event
    """No longer because of a fault: it is over."""


def answer(
    upstream: Upstream, request: Request, fault: Fault | None, latency_s: float, waiting: Waiting
) -> Reply:
    """The answer of an upstream after its latency; the connection is closed once the stand-in is."""
    if waiting.closing.is_set() or (latency_s and waiting.closing.wait(latency_s)):
        return HANG_UP
    if fault and fault.kind in ("delay", "timeout") and waiting.healed.wait(fault.delay_s):
        return HANG_UP if waiting.closing.is_set() else upstream.reply(request, None)
    match fault:
        case Fault(kind="drop" | "timeout"):
            return HANG_UP
        case Fault(kind="reset"):
            return RESET
        case Fault(kind="trickle"):
            return replace(upstream.reply(request, None), over_s=fault.delay_s)
        case Fault(kind="broken_header"):
            reply = upstream.reply(request, None)
            return replace(reply, headers=(*reply.headers, ("X-Odd", f"1\r\n{NO_HEADER}")))
        case Fault(kind="leads_away"):
            return html("", 302, (("Location", fault.location + request.target),))
        case Fault(does=Refusal() as refusal):
            return refusal.reply(fault.status, fault.retry_after_s)
        case _:
            return upstream.reply(request, fault)
