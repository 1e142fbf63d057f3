"""What the clients of all upstreams are built from."""

from contextlib import ExitStack
from dataclasses import dataclass

from cache import Cache
from config import Settings
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.pacing.pacer import Pacer
from infra.storage.redis_link import RedisLink


@dataclass(frozen=True, slots=True)
class Resources:
    """``redis`` is None when all is kept in memory. ``opened`` closes, in the end, what is built."""

    settings: Settings
    cache: Cache
    redis: RedisLink | None
    opened: ExitStack

    def pacer(self, service: str, rate_per_s: float, purpose: str = "") -> Pacer:
        """The pace of ``service``, or of one use of it; shared through Redis where there is one."""
        pacer = Pacer(service, rate_per_s, self.redis, purpose=purpose)
        self.opened.callback(pacer.close)
        return pacer

    def tracker(self, service: str, failures: int) -> IncidentTracker:
        """The breaker of ``service``: after so many failures it rests for the operator's cool-down."""
        return IncidentTracker(service, failures, self.settings.letterboxd_circuit_cooldown_s, self.redis)
