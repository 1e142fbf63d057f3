"""Inbound limits: requests a minute and address, and what one address holds open: streams, connections."""

import threading
from collections import Counter
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import inf

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_qualified_name

from errors import QueueFull, TooManyJobs


def client_address() -> str:
    """Whom limits count a request to; the address is told by as many proxies as the operator trusts."""
    return counted_address(request.remote_addr or "")


def counted_address(text: str) -> str:
    """The client that ``text`` (an IP address, maybe with port or zone) stands for: "unknown" if for none.

    An IPv4 address is one client, also where it is mapped into IPv6. Of IPv6 the /64 is: that is the least
    that a network gives to a subscriber (RFC 6177), who can take any address in it.
    """
    try:
        address = ip_address(_without_port(text.strip()).partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


def _without_port(text: str) -> str:
    """``text`` without ``:80`` after an IPv4 address, ``[...]:80`` around an IPv6 one."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


MAX_STREAMS = 960
"""Streams that a process holds open: each has a thread of the server, and other requests need one too."""

RETRY_S = 5.0
"""When a client whose stream or connection is refused may try again."""

limiter = Limiter(key_func=client_address, strategy="fixed-window")
"""Flask-Limiter, bound to the application in the factory.

Its headers stay off: it would send ``Retry-After`` with every answer, and overwrite that of a problem.
"""


class AddressLimit:
    """How many of a kind one address, and all together, may hold open at a time in this process."""

    def __init__(
        self,
        most: int | None,
        of: str,
        in_all: float = inf,
        on_change: Callable[[int], object] = lambda _: None,
    ) -> None:
        """``most`` of an address; None for no bound. ``of`` names the kind: "streams".

        ``on_change`` is given how many are open in all, whenever that changes.
        """
        self._most = most
        self._of = of
        self._in_all = in_all
        self._on_change = on_change
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def open(self, address: str) -> None:
        """Count one in. Raises ``QueueFull`` or ``TooManyJobs`` when there is no room for it."""
        with self._lock:
            if self._open.total() >= self._in_all:
                raise QueueFull("Too many people are watching.", RETRY_S)
            if self._most is not None and self._open[address] >= self._most:
                raise TooManyJobs(f"Too many {self._of} of one address are open.", RETRY_S)
            self._open[address] += 1
            self._on_change(self._open.total())

    def close(self, address: str) -> None:
        """Count one out."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]
            self._on_change(self._open.total())

    @property
    def total(self) -> int:
        """Those open now."""
        with self._lock:
            return self._open.total()


def requests_a_minute(view: Callable[..., object]) -> int | None:
    """The limit that ``view`` has, for one address, whatever it answers; None for none."""
    limits = limiter.limit_manager.decorated_limits(get_qualified_name(view))
    return next((each.limit.amount for each in limits if each.deduct_when is None), None)
