"""The state of a breaker in Redis, shared by all processes."""

from collections.abc import Callable

import msgspec

from infra.http.breaker.rules import BreakerState
from infra.storage.redis_link import RedisLink

_EXPIRY_MS = 86_400_000

# KEYS: the state; ARGV: expected state ("" for none), new state, ms until it expires. Returns 1 if set.
_COMPARE_AND_SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


class RedisState:
    """The state in Redis. It changes by compare and swap, so that only ``BreakerState`` holds the rules."""

    def __init__(self, service: str, link: RedisLink) -> None:
        self._key = f"breaker:v1:{service}"
        self._link = link
        self._decoder = msgspec.json.Decoder(BreakerState)

    @property
    def is_slow(self) -> bool:
        """Whether Redis is too slow to be asked at each call."""
        return self._link.is_slow

    def update(self, change: Callable[[BreakerState], BreakerState]) -> tuple[BreakerState, BreakerState]:
        """Apply ``change`` and return the states before and after it. Raises ``RedisUnavailable``."""
        while True:
            found = self._link.run(lambda client: client.get(self._key))
            encoded = found if isinstance(found, bytes) else b""
            before = self._decode(encoded)
            after = change(before)
            if after == before or self._swap(encoded, msgspec.json.encode(after)):
                return before, after

    def _decode(self, encoded: bytes) -> BreakerState:
        try:
            return self._decoder.decode(encoded)
        except msgspec.DecodeError:  # no state yet, or not one that this application wrote
            return BreakerState()

    def _swap(self, before: bytes, after: bytes) -> bool:
        arguments = (self._key, before, after, _EXPIRY_MS)
        return bool(self._link.run(lambda client: client.eval(_COMPARE_AND_SWAP, 1, *arguments)))
