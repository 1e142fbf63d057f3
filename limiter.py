"""Inbound limits: requests a minute of each address, and streams and connections that an address has open."""

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
    """Return the client that the limits count the current request for.

    Its address comes from as many proxies as the operator trusts.
    """
    return counted_address(request.remote_addr or "")


def counted_address(text: str) -> str:
    """Return the client of ``text``, an IP address, maybe with port or zone; "unknown" if it is none.

    An IPv4 address is one client, also when it is mapped into IPv6. For IPv6 a /64 network is one client: it
    is the smallest network that a subscriber gets (RFC 6177), and the subscriber can use any address in it.
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
    """Remove ``:80`` after an IPv4 address, and ``[...]:80`` around an IPv6 address."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


MAX_STREAMS = 960
"""The most open streams of a process: each uses a thread of the server, and other requests need threads."""

RETRY_S = 5.0
"""The seconds after which a client may retry when its stream or connection was refused."""

limiter = Limiter(key_func=client_address, strategy="fixed-window")
"""Flask-Limiter, bound to the application in the factory.

Its headers stay off: they would add ``Retry-After`` to every answer, and overwrite the one of a problem.
"""


class AddressLimit:
    """A limit of how many streams or connections one address, and all together, have open in this process."""

    def __init__(
        self,
        most: int | None,
        of: str,
        in_all: float = inf,
        on_change: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Create a limit of ``most`` for each address, None for no bound, and ``in_all`` for all together.

        ``of`` names the kind, such as "streams". ``on_change`` is called with the number that is open in all,
        whenever it changes.
        """
        self._most = most
        self._of = of
        self._in_all = in_all
        self._on_change = on_change
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def open(self, address: str) -> None:
        """Count one more for ``address``. Raises ``QueueFull`` or ``TooManyJobs`` when there is no room."""
        with self._lock:
            if self._open.total() >= self._in_all:
                raise QueueFull("Too many streams are open on this server.", RETRY_S)
            if self._most is not None and self._open[address] >= self._most:
                raise TooManyJobs(f"Too many {self._of} from this address are open.", RETRY_S)
            self._open[address] += 1
            self._on_change(self._open.total())

    def close(self, address: str) -> None:
        """Count one less for ``address``."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]
            self._on_change(self._open.total())

    @property
    def total(self) -> int:
        """The number that is open now, of all addresses."""
        with self._lock:
            return self._open.total()


def requests_a_minute(view: Callable[..., object]) -> int | None:
    """Return the limit of ``view`` for one address and all answers; None when it has none."""
    limits = limiter.limit_manager.decorated_limits(get_qualified_name(view))
    return next((each.limit.amount for each in limits if each.deduct_when is None), None)
