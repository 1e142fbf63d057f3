"""The resources from which the clients of all upstreams are built."""

from contextlib import ExitStack
from dataclasses import dataclass

from cache import Cache
from config import Settings
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.pacing.pacer import Pacer
from infra.storage.redis_link import RedisLink


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of the clients. ``redis`` is None when all is kept in memory or a file.

    ``opened`` closes, in the end, what is built.
    """

    settings: Settings
    cache: Cache
    redis: RedisLink | None
    opened: ExitStack

    def pacer(self, service: str, rate_per_s: float, purpose: str = "") -> Pacer:
        """Build the pacer of ``service``, or of one ``purpose`` of it; with Redis it is shared."""
        pacer = Pacer(service, rate_per_s, self.redis, purpose=purpose)
        self.opened.callback(pacer.close)
        return pacer

    def tracker(self, service: str, failures: int) -> IncidentTracker:
        """Build the breaker of ``service``: ``failures`` in a row open it for the operator's cool-down."""
        return IncidentTracker(service, failures, self.settings.letterboxd_circuit_cooldown_s, self.redis)
