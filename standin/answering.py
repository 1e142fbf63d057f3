"""The steps from a request to its answer: the latency of the upstream and the effect of a fault."""

from dataclasses import dataclass, replace
from threading import Event
from typing import Protocol

from standin.fault_kinds.anywhere import NO_HEADER
from standin.fault_kinds.kind import Refusal
from standin.faults import Fault
from standin.http_messages import HANG_UP, RESET, Reply, Request, html


class Upstream(Protocol):
    """A service that the stand-in imitates."""

    @property
    def service(self) -> str:
        """The name of the service in the log."""

    def kind(self, request: Request, /) -> str:
        """Return the kind of the request, as one word for the log."""

    def reply(self, request: Request, fault: Fault | None, /) -> Reply:
        """Return the answer, spoiled by the fault if there is one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The events that end the waits of requests."""

    closing: Event
    """Set when the stand-in closes: a request that waits gets no answer."""
    healed: Event
    """Set when the present faults are over: a request that waits because of a fault is answered."""


def answer(
    upstream: Upstream, request: Request, fault: Fault | None, latency_s: float, waiting: Waiting
) -> Reply:
    """Return the answer of an upstream after its latency, or `HANG_UP` if the stand-in closes before that."""
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
